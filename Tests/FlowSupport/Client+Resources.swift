import NIOHTTP1
package import Resources

extension Client {
    /// The path of people's intent: `AddressSpec/eth0/192.0.2.10/24`.
    package static func path(_ resource: String) -> String { "/v1/resources/network-config/\(resource)" }

    package func get(_ path: String) async throws -> Reply { try await ask(.GET, path) }

    /// PUTs intent: type and id such as `AddressSpec/eth0/192.0.2.10/24`, the body, and a query with its question mark.
    @discardableResult
    package func put(
        _ resource: String, _ spec: JSON = [:], _ query: String = "", _ headers: [String: String] = [:]
    ) async throws -> Reply {
        try await ask(.PUT, Self.path(resource) + query, spec.canonicalBytes, headers)
    }

    /// PUTs intent, and waits until the kernel is so.
    ///
    /// - Throws: When it isn't stored or applied.
    package func apply(_ resource: String, _ spec: JSON = [:]) async throws {
        let reply = try await put(resource, spec, "?wait=applied")
        guard reply.isApplied == true else { throw FlowError("PUT \(resource): \(reply.status) \(reply.text)") }
    }

    /// DELETEs intent, and waits until the kernel is rid of it.
    package func remove(_ resource: String) async throws {
        let reply = try await ask(.DELETE, Self.path(resource) + "?wait=applied")
        guard reply.isApplied == true else { throw FlowError("DELETE \(resource): \(reply.status) \(reply.text)") }
    }

    /// Sends many operations as one transaction: each a verb, a resource and a spec.
    package func transact(
        _ operations: [(op: String, resource: String, spec: JSON)], _ query: String = "?wait=applied"
    ) async throws -> Reply {
        let list = operations.map { operation -> JSON in
            var json: JSON = ["op": .string(operation.op), "resource": .string("network-config/\(operation.resource)")]
            if operation.op == "put" { json["spec"] = operation.spec }
            return json
        }
        return try await ask(
            .POST, "/v1/transactions" + query, JSON.object(["operations": .array(list)]).canonicalBytes)
    }

    /// What became of a merged spec, such as `AddressSpec/eth0/192.0.2.10/24`.
    package func status(_ spec: String) async throws -> JSON {
        try await get("/v1/resources/network/ApplyStatus/\(spec)").json["spec"] ?? .null
    }

    /// Watches a spec's status until it is as asked.
    @discardableResult
    package func status(
        _ spec: String, within time: Duration = .seconds(20), until holds: @escaping @Sendable (JSON) -> Bool
    ) async throws -> JSON {
        try await watch("/v1/resources/network/ApplyStatus?watch", within: time) { event in
            guard let object = event["object"], object[path: "metadata", "id"]?.text == spec,
                event["type"]?.text != "DELETED", let status = object["spec"]
            else { return nil }
            return holds(status) ? status : nil
        }
    }

    /// Sets what controllers may do, and returns when they know.
    package func manage(_ mode: String) async throws {
        let path = "/v1/resources/management/ManagementSpec/host?wait=applied"
        let reply = try await ask(.PUT, path, JSON.object(["mode": .string(mode)]).canonicalBytes)
        guard reply.isApplied == true else { throw FlowError("mode \(mode): \(reply.text)") }
    }
}
