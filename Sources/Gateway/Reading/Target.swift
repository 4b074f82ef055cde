import NIOHTTP1
import Resources
import Store

/// Which resources a path names, in the form in which they are stored.
struct Target: Sendable {
    let type: ResourceType
    /// Namespace, type name and stored id; the id is empty for lists.
    let key: ResourceKey

    /// A resource that is stored.
    init(type: ResourceType, key: ResourceKey) {
        self.type = type
        self.key = key
    }

    /// Resolves names as people write them.
    ///
    /// - Parameters:
    ///   - catalog: The types.
    ///   - namespace: As in the path.
    ///   - name: The type's name, plural or alias.
    ///   - id: The id; in `network-config` the layer `api/` may be left out.
    /// - Throws: 404 or 400.
    init(_ catalog: ResourceCatalog, _ namespace: String, _ name: String, _ id: String = "") throws(Problem) {
        let type = try Self.type(catalog, name)
        guard type.placement.namespaces.contains(namespace) else {
            let places = type.placement.namespaces.joined(separator: " and ")
            throw Problem(.notFound, .wrongNamespace, "\(type.name) lies in \(places), not in '\(namespace)'")
                .with("namespaces", .array(type.placement.namespaces.map { .string($0) }))
        }
        // SQLite ends a text at a NUL, so an id with one would be taken for another.
        guard id.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Problem(.badRequest, .badRequest, "an id has no control characters")
        }
        self.type = type
        key = ResourceKey(namespace, type.name, Self.storedID(type, namespace, id))
    }

    /// Resolves the variable segments of a path.
    init(_ backend: Backend, _ request: APIRequest) throws(Problem) {
        try self.init(backend.catalog, request.path.namespace, request.path.type, request.path.id)
    }

    /// Resolves `namespace/type/id`.
    init(_ catalog: ResourceCatalog, path: String) throws(Problem) {
        let parts = path.segments(atMost: 3)
        let namespaces = catalog.namespaces
        guard parts.count == 3, !parts[2].isEmpty, namespaces.contains(parts[0]) else {
            throw Problem(
                .badRequest, .badRequest,
                "a resource is named <namespace>/<type>/<id>, such as network-config/AddressSpec/eth0/192.0.2.10/24, "
                    + "with a namespace among \(namespaces.joined(separator: ", ")); not '\(path.prefix(64))'")
        }
        try self.init(catalog, parts[0], parts[1], parts[2])
    }

    /// The type that a name stands for.
    static func type(_ catalog: ResourceCatalog, _ name: String) throws(Problem) -> ResourceType {
        if let type = catalog.type(named: name) { return type }
        switch catalog.lookUp(name) {
        case .found(let type): return type
        case .ambiguous(let candidates):
            throw Problem(
                .badRequest, .ambiguousType, "'\(name)' can mean \(candidates.joined(separator: " or "))"
            ).with("candidates", .array(candidates.map { .string($0) }))
        case .unknown:
            throw Problem(.notFound, .unknownType, "there is no type '\(name.prefix(64))'; GET /v1/types lists them")
        }
    }

    private static func storedID(_ type: ResourceType, _ namespace: String, _ id: String) -> String {
        guard type.placement == .layered, namespace == Namespace.config, !id.isEmpty, LayeredID(id) == nil else {
            return id
        }
        return LayeredID(.api, id).description
    }

    /// The id without its layer: the one of the merged resource.
    var mergedID: String {
        guard key.namespace == Namespace.config else { return key.id }
        return LayeredID(key.id)?.id ?? key.id
    }

    /// How an id is written.
    enum Spelling: Hashable, Sendable {
        /// As it would be stored.
        case canonical
        /// Otherwise, so that nothing can be stored under it; with the id that was meant.
        case other(String)
        /// So that it can't be an id of the type.
        case unreadable
    }

    /// How the path writes the id.
    var spelling: Spelling {
        guard let id = type.canonicalID(key.id) else { return .unreadable }
        return id == key.id ? .canonical : .other(id)
    }

    /// That there is no such resource, and how its id has to be written if that is the reason.
    func missing(_ detail: String? = nil) -> Problem {
        let detail = detail ?? "there is no \(key)"
        switch spelling {
        case .canonical: return Problem(.notFound, .notFound, detail)
        case .other(let id):
            return Problem(.notFound, .notFound, "\(detail); its id has to be spelled '\(id)'")
                .with("canonicalId", .string(id))
        case .unreadable:
            return Problem(.notFound, .notFound, "\(detail); an id of \(type.name) has the form \(type.idForm)")
        }
    }

    /// The same, and which change removed it, or which layers speak of what the id means.
    func missing(in store: ResourceStore) throws(Problem) -> Problem {
        guard spelling == .canonical else { return missing() }
        let last = try answering { () throws(StoreError) in
            try store.changes(before: .max, matching: HistoryFilter(key), limit: 1).first
        }
        let layers = try otherLayers(in: store)
        var detail = "there is no \(key)"
        if !layers.isEmpty { detail += "; layers have \(layers.joined(separator: ", "))" }
        if let last, last.operation == .destroyed {
            let transaction = last.transaction
            detail += "; \(transaction.context.actor) removed it at \(transaction.time), in revision \(last.revision)"
        }
        return missing(detail)
    }

    /// The ids of the rows of other layers for what the id means.
    private func otherLayers(in store: ResourceStore) throws(Problem) -> [String] {
        guard type.placement == .layered, key.namespace == Namespace.config else { return [] }
        var others: [String] = []
        for other in LayeredID.rows(key.type, mergedID) {
            let isThere = try answering { () throws(StoreError) in try store.metadata(other) != nil }
            if isThere { others.append(other.id) }
        }
        return others
    }

    /// What is wrong with a body for this resource.
    func invalid(_ faults: Faults) -> Problem {
        guard case .other(let id) = spelling else { return Problem(faults) }
        return Problem(faults).with("canonicalId", .string(id))
    }

    /// The path of the resource, encoded.
    var location: String {
        "/v1/resources/\(key.namespace)/\(key.type)/" + PercentCoding.encode(key.id, keeping: "/:@,~!$&'()*+;=")
    }
}
