import Gateway
import NIOCore
import Resources
import Store
import Testing

@Suite struct `Watching` {
    private static let list = "/v1/resources/network-config/AddressSpec?watch"

    private static func begin(
        _ connection: inout RawConnection, _ path: String, _ headers: String = ""
    ) async throws -> Reply {
        try await connection.send("GET \(path) HTTP/1.1\r\nhost: localhost\r\n\(headers)\r\n")
        return try await connection.head()
    }

    private static func path(_ number: Int) -> String {
        "/v1/resources/network-config/AddressSpec/eth0/10.0.\(number / 250).\(number % 250 + 1)/32"
    }

    @Test func `the present comes first, then a bookmark, then what happens`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let head = try await Self.begin(&connection, Self.list + "&prev")
                #expect(head.status == 200)
                #expect(head.headers["content-type"] == "application/x-ndjson")
                let added = try await connection.event()
                #expect(added["type"] == "ADDED")
                #expect(added["object"]?["metadata"]?["id"] == "api/eth0/192.0.2.10/24")
                #expect(try await connection.event() == ["type": "BOOKMARK", "revision": 1])
                _ = try await daemon.put(address, #"{"priority":5}"#)
                let modified = try await connection.event()
                #expect(modified["type"] == "MODIFIED")
                #expect(modified["revision"] == 2)
                #expect(modified["transaction"]?.integer != nil)
                #expect(modified["oldObject"]?["metadata"]?["version"] == 1)
                _ = try await daemon.ask("DELETE", address)
                let deleted = try await connection.event()
                #expect(deleted["type"] == "DELETED")
                #expect(deleted["object"]?["spec"]?["priority"] == 5)
            }
        }
    }

    @Test func `a watch goes on where another ended`() async throws {
        try await Daemon.run { daemon in
            for number in 0..<5 { _ = try await daemon.put(Self.path(number)) }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                _ = try await Self.begin(&connection, Self.list + "&revision=3")
                #expect(try await connection.event()["revision"] == 4)
                #expect(try await connection.event()["revision"] == 5)
            }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let head = try await Self.begin(
                    &connection, Self.list, "accept: text/event-stream\r\nlast-event-id: 4\r\n")
                #expect(head.headers["content-type"] == "text/event-stream")
                var lines: [String] = []
                while lines.last?.hasPrefix("data: ") != true { lines.append(try await connection.line()) }
                #expect(lines.suffix(3).first == "id: 5")
                #expect(lines.suffix(2).first == "event: ADDED")
                let data = try JSON(parsing: String(lines[lines.count - 1].dropFirst(6)))
                #expect(data["revision"] == 5)
            }
        }
    }

    @Test func `nothing is missed by going on after any line that says where`() async throws {
        try await Daemon.run { daemon in
            for number in 0..<4 { _ = try await daemon.put(Self.path(3 - number)) }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                _ = try await Self.begin(&connection, Self.list)
                for _ in 0..<4 {
                    let event = try await connection.event()
                    #expect(event["type"] == "ADDED")
                    #expect(event["revision"] == nil, "what comes behind it would be lost")
                    #expect(event["object"]?["metadata"]?["revision"]?.integer ?? 0 > 0)
                }
                #expect(try await connection.event()["revision"] == 4)
            }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                _ = try await Self.begin(&connection, Self.list, "accept: text/event-stream\r\n")
                var lines: [String] = []
                while lines.last != "event: BOOKMARK" { lines.append(try await connection.line()) }
                #expect(lines.filter { $0 == "event: ADDED" }.count == 4)
                #expect(lines.filter { $0.hasPrefix("id:") } == ["id: 4"])
                #expect(lines.dropLast().last == "id: 4")
            }
        }
    }

    @Test func `a reader that is cut within the present state is told to begin again`() async throws {
        try await readSlowly(Limits(), "") { last in
            #expect(last["revision"] == nil)
            #expect(last["detail"]?.text?.contains("begin again") == true)
        }
    }

    @Test func `what can't come isn't waited for`() async throws {
        try await Daemon.run { daemon in
            let base = "/v1/resources/network-config/AddressSpec/"
            for question in ["?watch", "?waitRevision=0"] {
                let other = try await daemon.get(base + "eth0/2001:DB8::1/64" + question)
                #expect(other.status == 404)
                #expect(other.json["canonicalId"] == "api/eth0/2001:db8::1/64")
                #expect(try await daemon.get(base + "eth0" + question).status == 404)
            }
        }
    }

    @Test func `what lies too far back or ahead is told before the stream starts`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            let future = try await daemon.get(Self.list + "&revision=9")
            #expect(future.status == 400)
            #expect(future.reason == "FUTURE_REVISION")
            #expect(future.json["currentRevision"] == 1)
            let old = try await daemon.get(Self.list + "&revision=ffffffff-1")
            #expect(old.status == 410)
            #expect(old.reason == "COMPACTED")
            #expect(try await daemon.get(Self.list + "&revision=x").status == 400)
        }
    }

    @Test func `every change comes exactly once while many write`() async throws {
        try await Daemon.run { daemon in
            let count = 120
            try await withThrowingTaskGroup(of: [Int64].self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await RawConnection.open(.unix(daemon.socket)) { connection in
                            _ = try await Self.begin(&connection, Self.list + "&revision=0")
                            var revisions: [Int64] = []
                            while revisions.count < count {
                                let event = try await connection.event()
                                if event["type"] != "BOOKMARK" { revisions.append(event["revision"]?.integer ?? 0) }
                            }
                            return revisions
                        }
                    }
                }
                try await withThrowingTaskGroup(of: Void.self) { writers in
                    for writer in 0..<4 {
                        writers.addTask {
                            for number in 0..<count / 4 { _ = try await daemon.put(Self.path(writer * 1000 + number)) }
                        }
                    }
                    try await writers.waitForAll()
                }
                for try await revisions in group { #expect(revisions == Array(1...Int64(count))) }
            }
        }
    }

    @Test func `a quiet watch gets bookmarks, whatever happens elsewhere`() async throws {
        var limits = Limits()
        limits.bookmarkTime = .milliseconds(50)
        try await Daemon.run(limits: limits) { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                _ = try await Self.begin(&connection, "/v1/resources/network-config/LinkSpec?watch")
                #expect(try await connection.event() == ["type": "BOOKMARK", "revision": 0])
                _ = try await daemon.put(address)
                var bookmark = try await connection.event()
                while bookmark["revision"] == 0 { bookmark = try await connection.event() }
                #expect(bookmark == ["type": "BOOKMARK", "revision": 1])
            }
        }
    }

    @Test func `a reader that doesn't read is cut with a last line`() async throws {
        var limits = Limits()
        limits.lingerTime = .seconds(5)
        try await readSlowly(limits, "&revision=0") { #expect($0["reason"] == "SLOW_READER") }
    }

    /// Opens a watch of much more than a socket's buffer, doesn't read it for a while, and looks at its last line.
    private func readSlowly(
        _ limits: Limits, _ query: String, _ look: @escaping @Sendable (JSON) -> Void
    ) async throws {
        var limits = limits
        limits.writeTime = .milliseconds(300)
        try await Daemon.run(limits: limits) { daemon in
            let note = String(repeating: "x", count: 1000)
            let body = #"{"metadata":{"annotations":{"a":"\#(note)","b":"\#(note)","c":"\#(note)"}},"spec":{}}"#
            for number in 0..<200 { _ = try await daemon.put(Self.path(number), body) }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.channel.setOption(.autoRead, value: false).get()
                try await connection.send("GET \(Self.list)\(query) HTTP/1.1\r\nhost: localhost\r\n\r\n")
                while try await !daemon.get("/metrics").text.contains("netstrata_watches_cut_total 1") {}
                try await connection.channel.setOption(.autoRead, value: true).get()
                connection.channel.read()
                var last: JSON = .null
                while last["type"] != "ERROR" { last = try await connection.event() }
                look(last)
            }
        }
    }

    @Test func `the place of a watch is free when its client has gone`() async throws {
        var limits = Limits()
        limits.streams = 1
        try await Daemon.run(limits: limits) { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                _ = try await Self.begin(&connection, Self.list)
                _ = try await connection.event()
                let refused = try await daemon.get(Self.list)
                #expect(refused.status == 503)
                #expect(refused.reason == "TOO_MANY_STREAMS")
                #expect(refused.headers["retry-after"] != nil)
                #expect(refused.headers["connection"] == "close", "who is turned away makes place for others")
            }
            while try await daemon.get("/metrics").text.contains("netstrata_watches 1\n") {}
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let head = try await Self.begin(&connection, Self.list)
                #expect(head.status == 200)
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `an open watch doesn't keep the daemon from stopping`() async throws {
        let (ended, end) = AsyncStream.makeStream(of: String.self)
        try await Daemon.run { daemon in
            let (begun, begin) = AsyncStream.makeStream(of: Void.self)
            Task {
                try await RawConnection.open(.unix(daemon.socket)) { connection in
                    _ = try await Self.begin(&connection, Self.list)
                    _ = try await connection.event()
                    begin.finish()
                    while try await connection.read() {}
                    end.yield(String(decoding: connection.bytes, as: UTF8.self))
                }
                end.finish()
            }
            for await _ in begun {}
        }
        var rest: [String] = []
        for await text in ended { rest.append(text) }
        #expect(rest.first?.hasSuffix("0\r\n\r\n") == true)
    }

    @Test func `a long poll answers when there is something new`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            let unchanged = try await daemon.get(address + "?waitRevision=1&timeout=50ms")
            #expect(unchanged.status == 200)
            async let changed = daemon.get(address + "?waitRevision=1&timeout=1m30s")
            _ = try await daemon.put(Self.path(7))
            _ = try await daemon.put(address, #"{"priority":5}"#)
            #expect(try await changed.json["spec"]?["priority"] == 5)
            let list = try await daemon.get("/v1/resources/network-config/AddressSpec?waitRevision=1")
            #expect(list.json["items"]?.elements?.count == 2)
            #expect(try await daemon.get(address + "?waitRevision=99").reason == "FUTURE_REVISION")
            #expect(try await daemon.get(address + "?waitRevision=1&timeout=soon").status == 400)
        }
    }
}
