import NIOCore
import Resources
import Store
import Testing

@Suite struct `Bad input` {
    /// Values by chance, among them what is nearly right.
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }

        mutating func value(_ names: [String], depth: Int = 0) -> JSON {
            switch Int.random(in: 0..<(depth > 3 ? 8 : 11), using: &self) {
            case 0: return .null
            case 1: return .bool(Bool.random(using: &self))
            case 2: return .integer(Int64(truncatingIfNeeded: next()))
            case 3: return .integer(Int64.random(in: -2...300, using: &self))
            case 4: return .number(Double.random(in: -1e9...1e9, using: &self))
            case 5: return .string(text())
            case 6:
                return .string(
                    ["", "eth0", "192.0.2.1/24", "::/0", "inet4", "api", "0x", "\u{0}"].randomElement(using: &self)
                        ?? "")
            case 7: return .string(String(repeating: "x", count: Int.random(in: 0..<2000, using: &self)))
            case 8: return .array((0..<Int.random(in: 0..<4, using: &self)).map { _ in value(names, depth: depth + 1) })
            default:
                var members: [String: JSON] = [:]
                for _ in 0..<Int.random(in: 0..<5, using: &self) {
                    let name = Bool.random(using: &self) ? names.randomElement(using: &self) ?? "" : text()
                    members[name] = value(names, depth: depth + 1)
                }
                return .object(members)
            }
        }

        mutating func text() -> String {
            let bytes = (0..<Int.random(in: 0..<12, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// A body: mostly JSON, sometimes broken.
        mutating func body(_ names: [String]) -> [UInt8] {
            var bytes = value(names).canonicalBytes
            if Int.random(in: 0..<4, using: &self) == 0, !bytes.isEmpty {
                bytes[Int.random(in: bytes.indices, using: &self)] = UInt8.random(in: 0...255, using: &self)
            }
            return bytes
        }
    }

    @Test(arguments: Daemon.catalog.types.filter(\.isWrittenAlone).map(\.name))
    func `10,000 random bodies are stored whole or refused whole`(name: String) async throws {
        let type = try #require(Daemon.catalog.type(named: name))
        let namespace = try #require(type.placement.namespaces.first)
        let names =
            (type.schema["properties"]?.members.map { $0.keys.sorted() } ?? []) + ["spec", "metadata", "labels"]
        try await Daemon.run { daemon in
            var chance = Chance(state: 0x9E37_79B9_7F4A_7C15)
            let id = type.example.id
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                for _ in 0..<10_000 {
                    let body = chance.body(names)
                    let before = daemon.store.revision
                    let head =
                        "PUT /v1/resources/\(namespace)/\(name)/\(id) HTTP/1.1\r\ncontent-type: application/json\r\n"
                        + "content-length: \(body.count)\r\n\r\n"
                    try await connection.outbound.write(.init(bytes: Array(head.utf8) + body))
                    let reply = try await connection.reply()
                    if reply.status >= 300 {
                        if daemon.store.revision != before || !reply.isProblem || ![400, 422].contains(reply.status) {
                            Issue.record("\(reply.status) \(reply.text) for \(String(decoding: body, as: UTF8.self))")
                        }
                    } else if try JSON(parsing: body).members == nil {
                        Issue.record("accepted: \(String(decoding: body, as: UTF8.self))")
                    }
                }
            }
            #expect(try await daemon.get("/healthz").status == 200)
        }
    }

    @Test func `ids of odd bytes are found nowhere and written nowhere`() async throws {
        try await Daemon.run { daemon in
            var chance = Chance(state: 42)
            try await RawConnection.open(.unix(daemon.socket)) { connection in
                for round in 0..<2000 {
                    let bytes = (0..<Int.random(in: 1..<40, using: &chance)).map { _ in
                        "%" + String(UInt8.random(in: 0x10...255, using: &chance), radix: 16)
                    }
                    let type = Daemon.catalog.types[round % Daemon.catalog.types.count]
                    let namespace = type.placement.namespaces[0]
                    let path = "/v1/resources/\(namespace)/\(type.name)/\(bytes.joined())"
                    try await connection.send("GET \(path) HTTP/1.1\r\n\r\n")
                    let get = try await connection.reply()
                    #expect([400, 404].contains(get.status))
                    #expect(get.isProblem)
                    let put = "PUT \(path) HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}"
                    try await connection.send(put)
                    let reply = try await connection.reply()
                    #expect(reply.status < 300 || reply.isProblem)
                    #expect(reply.status != 500)
                }
            }
            #expect(try await daemon.get("/healthz").status == 200)
        }
    }

    @Test func `a NUL doesn't make one resource of another`() async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            for method in ["GET", "DELETE", "PUT"] {
                let reply = try await daemon.ask(
                    method, address + "%00", ["content-type": "application/json"], method == "PUT" ? "{}" : "")
                #expect(reply.status == 400)
                #expect(reply.isProblem)
            }
            let json = ["content-type": "application/json"]
            let body =
                #"{"operations":[{"op":"delete","resource":"network-config/AddressSpec/eth0/192.0.2.10/24\u0000"}]}"#
            #expect(try await daemon.ask("POST", "/v1/transactions", json, body).pointers == ["/operations/0/resource"])
            #expect(try await daemon.get("/v1/history?actor=uid%00").status == 400)
            #expect(try await daemon.get(address).status == 200)
        }
    }

    @Test(arguments: [
        (address + "?watch&revisions", "watch"), (address + "?limit=1", "limit"), (address + "?timeout=1s", "timeout"),
        (address + "?revisions&revision=1", "revision"), (list + "?watch&limit=1", "limit"),
        (list + "?watch&output=table", "output"), (list + "?watch&waitRevision=1", "waitRevision"),
        (list + "?limit=-1", "limit"), (list + "?limit=0", "limit"), (list + "?limit=%2B1", "limit"),
        ("/v1/history?limit=0", "limit"), ("/v1/history?namespace=nowhere", "namespace"),
        ("/v1/history?origin=heaven", "origin"), ("/v1/history?operation=broken", "operation"),
        ("/v1/history/1?output=table", "output"), ("/v1/transactions/1?output=wide", "output"),
    ])
    func `a parameter that would be passed over is refused by its name`(path: String, name: String) async throws {
        try await Daemon.run { daemon in
            _ = try await daemon.put(address)
            let reply = try await daemon.get(path)
            #expect(reply.status == 400)
            #expect(reply.reason == "BAD_PARAMETER")
            #expect(reply.json["detail"]?.text?.hasPrefix(name + ": ") == true, "\(reply.text)")
        }
    }

    @Test func `a write that can't be answered as asked isn't done`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.put(address + "?output=table").status == 400)
            #expect(try await daemon.put(address + "?dryRun&wait=applied").status == 400)
            #expect(try await daemon.put(address, "{}", ["if-match": " , "]).status == 400)
            #expect(daemon.store.revision == 0)
            let made = try await daemon.put(address, "{}", ["accept": "text/plain"])
            #expect(made.status == 201)
            #expect(try await daemon.put(address, "{}", ["if-match": "\(made.etag), ,"]).status == 200)
        }
    }

    @Test func `a refusal says what to do`() async throws {
        try await Daemon.run { daemon in
            let json = ["content-type": "application/json"]
            func detail(_ reply: Reply) -> String { reply.json["detail"]?.text ?? "" }
            #expect(detail(try await daemon.get("/v1/types/")).contains("without the slash"))
            #expect(!detail(try await daemon.get("/v1/nothing/")).contains("without the slash"))
            let patch = try await daemon.ask("PATCH", address, json, "{}")
            #expect(detail(patch).hasSuffix("; add -H 'Content-Type: application/merge-patch+json'"))
            let short = #"{"operations":[{"op":"put","resource":"AddressSpec/eth0/192.0.2.1/24"}]}"#
            let transaction = try await daemon.ask("POST", "/v1/transactions", json, short)
            #expect(transaction.pointers == ["/operations/0/resource"])
            #expect(detail(transaction).contains("<namespace>/<type>/<id>, such as network-config/"))
        }
    }

    private static let list = "/v1/resources/network-config/AddressSpec"

    @Test func `a store's failure is told with its own status`() async throws {
        try await Daemon.run { daemon in
            daemon.store.close()
            let reply = try await daemon.put(address)
            #expect(reply.status == 503)
            #expect(reply.reason == "CLOSING")
            #expect(reply.isProblem)
        }
    }

    @Test(arguments: ["http:http://example.com/", "http:http://user:secret@example.com/"])
    func `a password in a probe's URL is refused, and the fault doesn't repeat it`(_ id: String) async throws {
        try await Daemon.run { daemon in
            let put = try await daemon.put(
                "/v1/resources/network-config/ProbeSpec/\(id)", #"{"http":{"url":"http://user:secret@example.com/"}}"#)
            #expect(put.status == 422)
            let faults = try #require(put.json["errors"])
            #expect(faults.elements?.map { $0["pointer"] } == ["/http/url"])
            #expect(!faults.canonical.contains("secret"))
        }
    }
}
