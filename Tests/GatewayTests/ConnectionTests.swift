import Foundation
import Gateway
import NIOCore
import Resources
import Store
import Testing

@Suite struct `A connection` {
    @Test(
        arguments: [
            ("GET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n", 404, "NO_SUCH_PATH"),
            ("PUT /v1/types HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}", 405, "METHOD_NOT_ALLOWED"),
            ("nonsense\r\n\r\n", 400, "MALFORMED_REQUEST"),
            ("GET / HTTP/9.9\r\n\r\n", 400, "MALFORMED_REQUEST"),
            ("GET / HTTP/1.1\r\nbad header\r\n\r\n", 400, "MALFORMED_REQUEST"),
            ("POST /v1/transactions HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n", 413, "BODY_TOO_LARGE"),
            ("GET / HTTP/1.1\r\nx: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431, "HEADERS_TOO_LARGE"),
            (
                "POST /v1/transactions HTTP/1.1\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501,
                "UNSUPPORTED_MEDIA_TYPE"
            ),
            ("GET /?x=1 HTTP/1.1\r\n\r\n", 400, "UNKNOWN_PARAMETER"),
            ("GET /\u{0} HTTP/1.1\r\n\r\n", 400, "MALFORMED_REQUEST"),
        ] as [(String, Int, String)])
    func `what can't be served is a problem`(request: String, status: Int, reason: String) async throws {
        try await Daemon.run { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send(request)
                let reply = try await connection.reply()
                #expect(reply.status == status)
                #expect(reply.reason == reason)
                #expect(reply.isProblem)
                if status == 405 { #expect(reply.headers["allow"] == "GET, HEAD, OPTIONS") }
            }
        }
    }

    @Test func `OPTIONS tells the methods of a path and of the server`() async throws {
        try await Daemon.run { daemon in
            for (path, allow) in [
                ("/v1/types", "GET, HEAD, OPTIONS"), (address, "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
                ("/v1/transactions", "OPTIONS, POST"), ("*", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
            ] {
                let reply = try await daemon.ask("OPTIONS", path)
                #expect(reply.status == 204)
                #expect(reply.headers["allow"] == allow)
            }
            #expect(try await daemon.ask("OPTIONS", "/nowhere").status == 404)
        }
    }

    @Test func `requests on one connection are answered in order`() async throws {
        try await Daemon.run { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let put =
                    "PUT \(address) HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
                let get = "GET \(address) HTTP/1.1\r\nhost: x\r\n\r\n"
                try await connection.send(
                    put + get + "GET /no HTTP/1.1\r\n\r\n" + get + "GET /v1/types HTTP/1.1\r\n\r\n")
                #expect(try await connection.reply().status == 201)
                #expect(try await connection.reply().status == 200)
                #expect(try await connection.reply().status == 404)
                #expect(try await connection.reply().json["metadata"]?["revision"] == 1)
                #expect(try await connection.reply().json["items"] != nil)
            }
        }
    }

    @Test func `an answer says when it was made`() async throws {
        try await Daemon.run { daemon in
            let text = try await daemon.get("/healthz").headers["date"] ?? ""
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
            let date = try #require(format.date(from: text))
            #expect(abs(date.timeIntervalSinceNow) < 60)
            #expect(text.hasSuffix(" GMT"))
        }
    }

    @Test func `a client that has said all it wants is still answered in full`() async throws {
        try await Daemon.run { daemon in
            let note = String(repeating: "x", count: 1000)
            for number in 1...150 {
                let path = "/v1/resources/network-config/AddressSpec/eth0/192.0.2.\(number)/32"
                _ = try await daemon.put(
                    path, #"{"metadata":{"annotations":{"a":"\#(note)","b":"\#(note)"}},"spec":{}}"#)
            }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send("GET /v1/resources/network-config/AddressSpec HTTP/1.1\r\n\r\n")
                connection.outbound.finish()
                let reply = try await connection.reply()
                #expect(reply.json["items"]?.elements?.count == 150)
            }
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send("HEAD /v1/resources/network-config/AddressSpec?watch HTTP/1.1\r\n\r\n")
                let head = try await connection.head()
                #expect(head.status == 200)
            }
            #expect(try await daemon.get("/metrics").text.contains("netstrata_watches 0\n"))
        }
    }

    @Test func `a client that asks first may go on`() async throws {
        try await Daemon.run { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send(
                    "PUT \(address) HTTP/1.1\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n"
                )
                #expect(try await connection.head().status == 100)
                try await connection.send("{}")
                #expect(try await connection.reply().status == 201)
            }
        }
    }

    @Test func `100 MB are refused while they come, and change nothing`() async throws {
        try await Daemon.run { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                try await connection.send(
                    "PUT \(address) HTTP/1.1\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
                let chunk = ByteBuffer(string: "100000\r\n" + String(repeating: " ", count: 1 << 20) + "\r\n")
                let outbound = connection.outbound
                // The gateway stops reading in between; then writing fails, and the answer is there all the same.
                let sender = Task { for _ in 0..<100 { try await outbound.write(chunk) } }
                let reply = try await connection.reply()
                #expect(reply.status == 413)
                #expect(reply.isProblem)
                #expect(reply.headers["connection"] == "close")
                sender.cancel()
            }
            #expect(daemon.store.revision == 0)
        }
    }

    @Test func `a request that doesn't come to its end is given up`() async throws {
        var limits = Limits()
        limits.headerTime = .milliseconds(100)
        limits.bodyTime = .milliseconds(100)
        try await Daemon.run(limits: limits) { daemon in
            for start in ["GET / HT", "PUT \(address) HTTP/1.1\r\ncontent-length: 5\r\n\r\n{"] {
                try await RawConnection.open(.unix(daemon.socket)) { connection in
                    try await connection.send(start)
                    let reply = try await connection.reply()
                    #expect(reply.status == 408)
                    #expect(reply.isProblem)
                    let isMore = try await connection.read()
                    #expect(!isMore)
                }
            }
        }
    }

    @Test func `an idle connection is closed`() async throws {
        var limits = Limits()
        limits.idleTime = .milliseconds(100)
        try await Daemon.run(limits: limits) { daemon in
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                let isMore = try await connection.read()
                #expect(!isMore)
            }
        }
    }

    @Test func `the socket is for its owner and group, and only one daemon has it`() async throws {
        try await Daemon.run { daemon in
            let attributes = try FileManager.default.attributesOfItem(atPath: daemon.socket)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
            let second = Daemon.gateway(daemon.store, GatewayConfiguration(socketPath: daemon.socket))
            await #expect(throws: GatewayError.socketInUse(path: daemon.socket)) { try await second.run() }
            let file = Daemon.gateway(daemon.store, GatewayConfiguration(socketPath: daemon.folder + "/db"))
            await #expect(throws: GatewayError.notASocket(path: daemon.folder + "/db")) { try await file.run() }
            let open = Daemon.gateway(
                daemon.store, GatewayConfiguration(socketPath: daemon.folder + "/t", listen: ("0.0.0.0", 1)))
            await #expect(throws: GatewayError.needsTLS(host: "0.0.0.0")) { try await open.run() }
            #expect(try await daemon.get("/healthz").status == 200)
        }
    }

    @Test func `over TCP anyone on the host reads and a token writes`() async throws {
        let token = "0123456789abcdef0123"
        try await Daemon.run(tokens: "ci \(token)\n", listens: true) { daemon in
            let tcp = RawConnection.Place.tcp(daemon.port ?? 0)
            func ask(_ method: String, _ headers: [String: String]) async throws -> Reply {
                let json = ["content-type": "application/json"].merging(headers) { $1 }
                return try await RawConnection.ask(tcp, method, address, json, method == "PUT" ? Array("{}".utf8) : [])
            }
            let anonymous = try await ask("PUT", [:])
            #expect(anonymous.status == 401)
            #expect(anonymous.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
            #expect(try await ask("PUT", ["authorization": "Bearer \(token)x"]).status == 401)
            #expect(try await ask("GET", ["authorization": "Bearer wrong"]).status == 401)
            #expect(try await ask("PUT", ["authorization": "Bearer \(token)"]).status == 201)
            #expect(try await ask("GET", [:]).status == 200)
            #expect(try await daemon.get("/v1/history/1").json["actor"] == "token:ci")
            for host in ["localhost:8080", "127.0.0.1", "[::1]:80"] {
                #expect(try await ask("GET", ["host": host, "origin": "http://\(host)"]).status == 200)
            }
            #expect(try await ask("GET", ["host": "evil.example"]).reason == "FORBIDDEN_HOST")
            #expect(try await ask("GET", ["origin": "http://evil.example"]).reason == "FORBIDDEN_ORIGIN")
            #expect(try await ask("GET", ["origin": "null"]).status == 403)
        }
    }
}

extension Daemon {
    /// A further gateway over the same store.
    static func gateway(_ store: ResourceStore, _ configuration: GatewayConfiguration) -> Gateway {
        Gateway(
            configuration: configuration, store: store, catalog: catalog, planner: FakePlanner(),
            statistics: { [:] }, callerLookup: { _ in nil }, readiness: { [] }, logger: quietLogger)
    }
}
