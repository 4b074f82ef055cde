import NIOHTTP1
import Resources
import Store
import Testing

private let link = "/v1/resources/network-config/LinkSpec/eth0"
private let windows = "/v1/confirmations"

extension Daemon {
    /// Asks over TCP, with somebody's token.
    func ask(
        as name: String, _ method: String, _ path: String, _ body: String = "", _ headers: [String: String] = [:]
    ) async throws -> Reply {
        var all = headers.merging(["authorization": "Bearer \(name)s-token-0123456789"]) { $1 }
        if !body.isEmpty, all["content-type"] == nil { all["content-type"] = "application/json" }
        return try await RawConnection.ask(.tcp(port ?? 0), method, path, all, Array(body.utf8))
    }

    func mtu() async throws -> JSON? { try await get(link).json["spec"]?["mtu"] }

    func window(_ id: String) async throws -> JSON { try await get("\(windows)/\(id)").json }

    /// Opens a window with a change of the MTU.
    func open(_ mtu: Int = 1300, _ confirm: String = "60s") async throws -> String {
        let reply = try await put(link + "?confirm=\(confirm)", #"{"mtu":\#(mtu)}"#)
        return try #require(reply.json["confirmation"]?["id"]?.text, "\(reply.text)")
    }

    /// Waits until a window is over.
    func ended(_ id: String) async throws -> JSON {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let window = try await window(id)
            if window["state"] != "pending" { return window }
            let revision = window["revision"]?.integer ?? 0
            _ = try await get("/v1/resources/management/ConfirmWindow/\(id)?waitRevision=\(revision)&timeout=5s")
        }
        return try await window(id)
    }

    /// Writes as the sqlite3 shell would, past the interface.
    func shell(_ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void) async throws {
        _ = try await store.write(ChangeContext(actor: "sqlite", origin: .sqlite), body)
    }

    /// Changes a window's spec past the interface.
    func edit(_ id: String, _ spec: @escaping @Sendable (inout JSON) -> Void) async throws {
        let key = ResourceKey("management", "ConfirmWindow", id)
        try await shell { transaction throws(StoreError) in
            guard let stored = try transaction.get(key) else { throw .notFound(key) }
            try transaction.modify(Resource(Metadata(key, owner: stored.metadata.owner), spec: "")) {
                resource throws(StoreError) in
                var json = (try? JSON(parsing: resource.spec)) ?? [:]
                spec(&json)
                resource.spec = json.canonical
            }
        }
    }
}
