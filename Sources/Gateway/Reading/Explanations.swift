import NIOHTTP1
import Resources
import Store

/// `/v1/explain/{type}/{id}`: where a merged spec comes from, layer by layer.
enum Explanations {
    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in try explain(backend, request) }
        }
    }

    private static func explain(_ backend: Backend, _ request: APIRequest) throws(Problem) -> APIResponse {
        let type = try Target.type(backend.catalog, request.path.type)
        guard type.placement == .layered else {
            throw Problem(.badRequest, .badRequest, "\(type.name) has no layers; GET shows all that there is of it")
        }
        let given = request.path.id
        let id = LayeredID(given)?.id ?? given
        let rows = try rows(backend, type, id)
        let merged = try resource(backend, ResourceKey(Namespace.network, type.name, id))
        guard merged != nil || !rows.isEmpty else {
            throw Target(type: type, key: ResourceKey(Namespace.network, type.name, id)).missing()
        }
        let report = type.report(id)
        let status = try resource(backend, ResourceKey(Namespace.network, report.type, report.id))
        let decides = merged?.json["spec"]?["layer"]
        let layers = try rows.map { row throws(Problem) in try describe(row, decides, backend) }
        return try APIResponse.value(
            [
                "type": .string(type.name), "id": .string(id), "merged": merged?.json ?? .null,
                "status": status?.json["spec"] ?? .null, "statusOf": .string("\(report.type)/\(report.id)"),
                "layers": .array(layers),
            ], OutputFormat.document(request))
    }

    /// The rows that speak of it, from the highest layer to the lowest.
    private static func rows(_ backend: Backend, _ type: ResourceType, _ id: String) throws(Problem) -> [Resource] {
        var rows: [Resource] = []
        for key in LayeredID.rows(type.name, id).reversed() {
            if let row = try resource(backend, key) { rows.append(row) }
        }
        return rows
    }

    private static func resource(_ backend: Backend, _ key: ResourceKey) throws(Problem) -> Resource? {
        try answering { () throws(StoreError) in try backend.store.get(key) }
    }

    /// A row: its layer, whether the merged spec has its last word from it, who wrote it when, and which documents ask for it.
    private static func describe(_ row: Resource, _ decides: JSON?, _ backend: Backend) throws(Problem) -> JSON {
        let layer = LayeredID(row.metadata.key.id)?.layer
        var members: [String: JSON] = [
            "layer": .string(layer?.rawValue ?? ""), "decides": .bool(layer.map { .string($0.rawValue) } == decides),
            "revision": .integer(row.metadata.revision), "updated": .string(row.metadata.updated),
            "spec": row.json["spec"] ?? .null,
        ]
        let change = try answering { () throws(StoreError) in try backend.store.change(row.metadata.revision) }
        // What a controller wrote was caused by somebody.
        let cause = try change?.transaction.context.cause.flatMap { revision throws(Problem) in
            try answering { () throws(StoreError) in try backend.store.change(revision) }
        }
        if let context = (cause ?? change)?.transaction.context {
            members["actor"] = .string(context.actor)
            if !context.message.isEmpty { members["message"] = .string(context.message) }
        }
        if let cause { members["causedBy"] = .integer(cause.revision) }
        do throws(PlannerError) {
            let origins = try backend.planner.origins(of: [row.metadata.key])[row.metadata.key] ?? []
            members["documents"] = .array(origins.map(\.json))
        } catch {
            throw Problem(error)
        }
        return .object(members)
    }
}
