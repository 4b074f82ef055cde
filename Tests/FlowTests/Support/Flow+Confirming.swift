import FlowSupport
import Resources
import TestSupport
import Testing

/// A host with one change that has to be confirmed: another MTU, and one address in place of another.
extension Flow {
    static let kept = "AddressSpec/eth0/192.0.2.10/24"
    static let tried = "AddressSpec/eth0/192.0.2.11/24"

    /// Brings the host to where a window begins.
    func makeBase() async throws {
        try await client.apply("LinkSpec/eth0", ["mtu": 1400])
        try await client.apply(Self.kept)
        try await expect("as before", try await isBase)
    }

    /// Makes the change.
    ///
    /// - Returns: The window's number.
    func change(confirm: String, _ further: String = "") async throws -> String {
        let reply = try await client.transact(
            [
                ("put", "LinkSpec/eth0", ["mtu": 1300]), ("put", Self.tried, [:]), ("delete", Self.kept, [:]),
            ], "?confirm=\(confirm)" + further)
        guard reply.status == 200, let id = reply.json["confirmation"]?["id"]?.text else {
            throw FlowError("the change: \(reply.status) \(reply.text)")
        }
        return id
    }

    private func looks(mtu: Int64, has: String, without: String) async throws -> Bool {
        let links = try await host.json("address show dev eth0")
        let addresses = links.flatMap { $0["addr_info"]?.elements ?? [] }.compactMap { $0["local"]?.text }
        return links.first?["mtu"] == .integer(mtu) && addresses.contains(has) && !addresses.contains(without)
    }

    /// Whether the kernel is as it was before the change.
    var isBase: Bool {
        get async throws { try await looks(mtu: 1400, has: "192.0.2.10", without: "192.0.2.11") }
    }

    /// Whether the kernel is as the change wants it.
    var isChanged: Bool {
        get async throws { try await looks(mtu: 1300, has: "192.0.2.11", without: "192.0.2.10") }
    }

    /// Whether what is asked for is as it was before the change.
    func isBaseStored() async throws -> Bool {
        let mtu = try await client.get(Client.path("LinkSpec/eth0")).json["spec"]?["mtu"]
        let (kept, tried) = (Client.path(Self.kept), Client.path(Self.tried))
        let statuses = (try await client.get(kept).status, try await client.get(tried).status)
        return mtu == 1400 && statuses == (200, 404)
    }

    /// Waits until the kernel is so.
    func expect(_ what: String, within time: Duration = .seconds(20), _ holds: @autoclosure () async throws -> Bool)
        async throws
    {
        try await host.eventually("the kernel is \(what)", within: time) { try await holds() }
    }

    func window(_ id: String) async throws -> JSON { try await client.get("/v1/confirmations/\(id)").json }

    /// Follows a window until it is over.
    @discardableResult
    func ended(_ id: String, within time: Duration = .seconds(30)) async throws -> JSON {
        try await client.watch("/v1/resources/management/ConfirmWindow?watch", within: time) { event in
            guard let object = event["object"], object[path: "metadata", "id"]?.text == id,
                let spec = object["spec"], spec["state"] != "pending"
            else { return nil as JSON? }
            return spec
        }
    }

    /// Ends the window's daemon at once, and starts it anew on the same host.
    func crashAndStart() async throws {
        try await daemon.crash()
        try await daemon.start(on: host)
    }

    /// Checks that all is as before the window; at a start that is so before anybody is answered.
    func expectReverted(_ id: String, _ what: String) async throws {
        let window = try await window(id)
        #expect(window["state"] == "reverted", "\(what): \(window.canonical)")
        #expect(try await isBaseStored(), "\(what)")
    }
}
