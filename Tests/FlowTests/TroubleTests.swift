import FlowSupport
import Glibc
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct Trouble {
        private static let address = "AddressSpec/eth0/192.0.2.10/24"

        @Test func `on a full disk a write is refused with 507, and drift is still repaired`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                try await flow.onMemory("8m") {
                    try await flow.client.apply(Self.address)
                    let filler = flow.daemon.state + "/filler"
                    // dd ends with an error: that is the point.
                    _ = try await flow.host.run(["dd", "if=/dev/zero", "of=\(filler)", "bs=4k"])
                    try await flow.expectFull()
                    for _ in 1...3 {
                        try await flow.host.ip("address delete 192.0.2.10/24 dev eth0")
                        try await flow.host.eventually("the address is back") {
                            try await flow.host.hasAddress("192.0.2.10/24", on: "eth0")
                        }
                    }
                    #expect(try await flow.client.get(Client.path(Self.address)).status == 200)
                    try await flow.host.call("rm", filler)
                    try await flow.client.apply("AddressSpec/eth0/192.0.2.11/24")
                }
            }
        }

        @Test func `while another process locks the database a write is refused with 503, and drift is still repaired`()
            async throws
        {
            try await Flow.run { flow in
                try await flow.client.apply(Self.address)
                var lock = try Pipe()
                var told = try Pipe()
                let (input, output) = (lock.readEnd, told.writeEnd)
                let database = flow.daemon.state + "/netstrata.db"
                let pid = try await flow.host.inside {
                    try Command.spawn(["sqlite3", "-bail", "-cmd", ".timeout 10000", database], [0: input, 1: output])
                }
                told.closeWriteEnd()
                let statements = "BEGIN EXCLUSIVE; SELECT 'locked';\n"
                #expect(write(lock.writeEnd, statements, statements.utf8.count) == statements.utf8.count)
                let answer = told.readEnd
                #expect(try await Threads.run { try Pipe.text(from: answer, until: "locked") } == "locked\n")

                let reply = try await flow.client.put("AddressSpec/eth0/192.0.2.11/24")
                #expect(reply.status == 503, "\(reply.text)")
                #expect(reply.headers["content-type"] == "application/problem+json")
                #expect(try await flow.client.get(Client.path(Self.address)).status == 200)
                try await flow.host.ip("address delete 192.0.2.10/24 dev eth0")
                try await flow.host.eventually("the address is back", within: .seconds(5)) {
                    try await flow.host.hasAddress("192.0.2.10/24", on: "eth0")
                }

                lock.closeWriteEnd()
                _ = try await Threads.run { Command.end(of: pid) }
                try await flow.client.apply("AddressSpec/eth0/192.0.2.11/24")
                try await flow.client.status(Self.address) { $0["repairs"] == 1 }
            }
        }
    }

    @Suite struct End {
        @Test func `SIGTERM ends the daemon soon although watches are open`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                // On a disk that others keep busy a last fsync can take longer.
                try await flow.onMemory("64m") {
                    try await flow.client.apply("AddressSpec/eth0/192.0.2.10/24")
                    try await withThrowingTaskGroup(of: Void.self) { group async throws in
                        for type in ["AddressStatus", "LinkStatus", "RouteStatus"] {
                            let opened = flow.client.openWatch(type, &group)
                            for await _ in opened {}
                        }
                        let start = ContinuousClock.now
                        #expect(try await flow.daemon.stop() == 0)
                        // A fraction of a second on a calm machine; watches alone would hold it for ten.
                        #expect(ContinuousClock.now - start < .seconds(3))
                    }
                    #expect(!Files.exists(flow.client.socket))
                }
            }
        }

        @Test func `a second daemon on the same socket is refused, and the first goes on`() async throws {
            try await Flow.run { flow in
                let outcome = try await flow.host.run([
                    Daemon.program, "serve", "--state", flow.folder + "/second", "--socket", flow.client.socket,
                ])
                #expect(outcome.status != 0)
                #expect(outcome.errors.contains(flow.client.socket))
                #expect(outcome.errors.contains("another"), "\(outcome.errors)")
                #expect(try await flow.client.get("/healthz").status == 200)
            }
        }

        @Test func `after a crash the socket file that was left is no hindrance`() async throws {
            try await Flow.run { flow in
                try await flow.daemon.crash()
                #expect(Files.exists(flow.client.socket))
                try await flow.daemon.start(on: flow.host)
                #expect(try await flow.client.get("/healthz").status == 200)
            }
        }
    }

    @Suite struct TCP {
        @Test func `on loopback anyone reads, and a token is needed to write`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                let tokens = flow.folder + "/tokens"
                try Files.write("robot 0123456789abcdef0123456789abcdef\n", to: tokens)
                try await flow.daemon.start(
                    on: flow.host, ["--listen", "127.0.0.1:8080", "--token-file", tokens])
                let url = "http://127.0.0.1:8080" + Client.path("AddressSpec/eth0/192.0.2.10/24")
                func curl(_ words: String...) async throws -> String {
                    let outcome = try await flow.host.run(
                        ["curl", "-s", "-w", "%{http_code}", "-o", "/dev/null"] + words + [url])
                    return outcome.output
                }
                let body = ["-X", "PUT", "-H", "Content-Type: application/json", "-d", "{}"]
                func put(_ words: String...) async throws -> String {
                    try await flow.host.run(
                        ["curl", "-s", "-w", "%{http_code}", "-o", "/dev/null"] + body + words + [url]
                    ).output
                }
                #expect(try await curl() == "404")
                #expect(try await put() == "401")
                #expect(try await put("-H", "Authorization: Bearer wrong") == "401")
                #expect(try await put("-H", "Authorization: Bearer 0123456789abcdef0123456789abcdef") == "201")
                #expect(try await curl() == "200")
                #expect(try await curl("-H", "Host: evil.example") != "200")
                let row = try await flow.client.get(Client.path("AddressSpec/eth0/192.0.2.10/24") + "?revisions")
                #expect(row.items.first?["actor"]?.text?.contains("robot") == true)
            }
        }
    }

    @Suite struct Many {
        @Test func `ten thousand routes in one transaction are applied`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("AddressSpec/eth0/10.0.0.9/24")
                let operations = (0..<10_000).map { number in
                    (
                        op: "put",
                        resource:
                            "RouteSpec/inet4/10.0.0.1/10.\(100 + number / 65_536).\(number / 256 % 256).\(number % 256)/32/5",
                        spec: JSON.object([:])
                    )
                }
                let reply = try await flow.client.transact(operations, "?wait=applied&timeout=60s")
                #expect(reply.status == 200)
                #expect(reply.isApplied == true, "\(reply.reasons.prefix(500))")
                let routes = try await flow.host.ip("route show proto 117").split(separator: "\n")
                #expect(routes.count == 10_000)
            }
        }

        @Test func `one bad route in a transaction is a 422 that points at it, and nothing is stored`() async throws {
            try await Flow.run { flow in
                let reply = try await flow.client.transact([
                    ("put", "RouteSpec/inet4//203.0.113.1/32/5", ["type": "blackhole"]),
                    ("put", "RouteSpec/inet4//203.0.113.2/32/5", ["type": "black hole", "mtu": -1]),
                    ("put", "RouteSpec/inet4//203.0.113.3/32/5", ["type": "blackhole"]),
                ])
                #expect(reply.status == 422)
                let pointers = (reply.json["errors"]?.elements ?? []).compactMap { $0["pointer"]?.text }
                #expect(Set(pointers) == ["/operations/1/spec/type", "/operations/1/spec/mtu"])
                #expect(try await flow.client.get("/v1/resources/network-config/RouteSpec").items.isEmpty)
                #expect(try await flow.host.ip("route show proto 117").isEmpty)
            }
        }
    }
}

extension Client {
    /// Opens a watch that ends with the daemon; the stream ends as soon as it runs.
    fileprivate func openWatch(_ type: String, _ group: inout ThrowingTaskGroup<Void, any Error>) -> AsyncStream<Void> {
        let (opened, isOpen) = AsyncStream.makeStream(of: Void.self)
        group.addTask {
            _ = try? await watch("/v1/resources/network/\(type)?watch") { _ in
                isOpen.finish()
                return nil as Bool?
            }
            isOpen.finish()
        }
        return opened
    }
}

extension Flow {
    /// Writes until the disk is full; nothing that was refused is there afterwards.
    fileprivate func expectFull() async throws {
        var stored = 0
        for number in 1...2_000 {
            let resource = "RouteSpec/77/inet4//10.0.\(number / 250).\(number % 250)/32/5"
            let reply = try await client.put(resource, ["type": "blackhole"])
            if reply.status == 201 {
                stored += 1
                continue
            }
            #expect(reply.status == 507, "\(reply.text)")
            #expect(reply.headers["content-type"] == "application/problem+json")
            #expect(try await client.get(Client.path(resource)).status == 404)
            return
        }
        Issue.record("the disk isn't full after \(stored) writes")
    }
}

extension Host {
    /// Runs a program that has to succeed.
    func call(_ words: String...) async throws {
        let outcome = try await run(words)
        guard outcome.status == 0 else { throw FlowError("\(words.joined(separator: " ")): \(outcome.errors)") }
    }
}
