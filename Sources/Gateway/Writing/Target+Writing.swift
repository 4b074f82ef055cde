import NIOHTTP1
import Resources
import Store

extension Target {
    /// Refuses what isn't people's to write, and says whose it is and where to write instead.
    func checkWritable(_ backend: Backend) throws(Problem) {
        guard (1...Limit.identifierLength).contains(key.id.utf8.count) else {
            throw Problem(Faults([Fault(.root, "an id has 1 to \(Limit.identifierLength) bytes")]))
        }
        switch type.placement {
        case .plain: return
        case .document(_, let path):
            throw Problem(.conflict, .owner, "\(key) is written as a whole: use \(path)").with(
                "writeTo", .string(path))
        case .layered:
            let layer = LayeredID(key.id)?.layer
            if key.namespace == Namespace.config, layer == .api { return }
            let instead = ResourceKey(Namespace.config, type.name, mergedID)
            throw try foreign(
                backend, owner: layer.map { "\($0.rawValue) layer" } ?? type.stages.first ?? "controllers", instead)
        case .recorded: throw try foreign(backend, owner: "netstrata", nil)
        case .observed:
            let name = type.name.hasSuffix("Status") ? type.name.dropLast(6) + "Spec" : ""
            let spec = backend.catalog.type(named: String(name))
            throw try foreign(
                backend, owner: "controllers", spec.map { ResourceKey(Namespace.config, $0.name, key.id) })
        }
    }

    /// Refuses to change what can't be there, because its id is written otherwise.
    func checkSpelling(_ backend: Backend) throws(Problem) {
        guard case .other(let id) = spelling else { return }
        // At the sqlite3 prompt somebody may have stored it so.
        let stored = try answering { () throws(StoreError) in try backend.store.get(key) }
        guard stored == nil else { return }
        throw invalid(Faults([Fault(.root, "the id '\(key.id)' has to be spelled '\(id)'")]))
    }

    private func foreign(_ backend: Backend, owner: String, _ instead: ResourceKey?) throws(Problem) -> Problem {
        let stored = try answering { () throws(StoreError) in try backend.store.get(key) }
        let owner = stored.map(\.metadata.owner).flatMap { $0.isEmpty ? nil : $0 } ?? owner
        return Self.owned(key, owner, instead)
    }

    private static func owned(_ key: ResourceKey, _ owner: String, _ instead: ResourceKey?) -> Problem {
        let advice = instead.map { "; write \($0) instead" } ?? "; it shows what is, and can't be written"
        var problem = Problem(.conflict, .owner, "\(key) belongs to \(owner)" + advice)
        problem.members["owner"] = .string(owner)
        problem.members["writeTo"] = instead.map { .string($0.description) }
        return problem
    }

    /// What a failure of the store means for a write of this resource.
    func explain(_ error: StoreError) -> Problem {
        guard case .ownerConflict(let key, let owner) = error else { return Problem(error) }
        return Self.owned(key, owner, nil)
    }
}
