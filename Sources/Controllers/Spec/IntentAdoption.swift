import Kernel
import Resources
import Store

/// Writes what somebody else made of a spec's object into the layer in which people write.
struct IntentAdoption<Spec: MergeableSpec> {
    /// What came of it.
    enum Outcome {
        /// It is the intent now, and comes to a merged spec, or to none.
        case written(Spec?)
        /// It can't be, and why.
        case refused(String)
        /// Somebody changed the intent meanwhile: look again.
        case outrun
    }

    private struct Row {
        let layer: ConfigurationLayer
        let resource: Resource
        let spec: Spec
    }

    private let store: ResourceStore
    private let request: AdoptionRequest<Spec>

    init(_ store: ResourceStore, _ request: AdoptionRequest<Spec>) {
        self.store = store
        self.request = request
    }

    /// Writes it, in a transaction whose actor is who did it.
    func write() async throws(StoreError) -> Outcome {
        var own: Row?
        var others: [Row] = []
        for key in LayeredID.rows(Spec.typeName, request.item.id) {
            guard let resource = try store.get(key), resource.metadata.phase == .running,
                let spec = Spec.read(resource.spec)
            else { continue }
            let row = Row(layer: spec.layer, resource: resource, spec: spec)
            if row.layer == .api { own = row } else { others.append(row) }
        }
        switch request.adoption {
        case .refused(let why): return .refused(why)
        case .removal: return try await remove(own, others)
        case .change(let spec) where spec.id != request.item.id: return try await move(own, others, to: spec)
        case .change(let spec): return try await change(own, others, to: spec)
        }
    }

    private func remove(_ own: Row?, _ others: [Row]) async throws(StoreError) -> Outcome {
        if let why = reasonAgainstRemoval(own, others) { return .refused(why) }
        guard let own else { return .outrun }
        return try await commit(own, following: nil) { transaction throws(StoreError) in
            try transaction.remove(own.resource.metadata.key)
        }
    }

    /// What the kernel knows as the same object has another id as a spec: a route's has its gateway.
    private func move(_ own: Row?, _ others: [Row], to spec: Spec) async throws(StoreError) -> Outcome {
        if let why = reasonAgainstRemoval(own, others) { return .refused(why) }
        guard let own else { return .outrun }
        let new = resource(own, saying: spec)
        guard try store.get(new.metadata.key) == nil else { return .refused("\(spec.id) is asked for already") }
        return try await commit(own, following: Self.stored(spec)) { transaction throws(StoreError) in
            try transaction.remove(own.resource.metadata.key)
            try transaction.create(new)
        }
    }

    private func change(_ own: Row?, _ others: [Row], to spec: Spec) async throws(StoreError) -> Outcome {
        var row = spec
        if Spec.mergesMembers {
            guard let base = own?.spec ?? Self.empty(spec.id) else { return .outrun }
            row = base
            let before = request.item.spec
            for field in Spec.fields where !Self.isSame(field, before, spec) { field.copy(spec, &row) }
        }
        row.layer = .api
        row = row.normalized()
        guard var merged = Spec.merged(others.map(\.spec) + [row])?.normalized() else { return .outrun }
        let following = Self.stored(merged)
        merged.layer = spec.layer
        guard merged == spec else {
            let layer = others.last?.layer.rawValue ?? "another"
            return .refused("the layer \(layer) says otherwise, and what is absent there can't be taken back")
        }
        let new = resource(own, saying: row)
        return try await commit(own, following: following) { transaction throws(StoreError) in
            try transaction.modify(new) { stored throws(StoreError) in stored.spec = new.spec }
        }
    }

    /// Only what people wrote, and nobody else asks for, goes with its object.
    private func reasonAgainstRemoval(_ own: Row?, _ others: [Row]) -> String? {
        if let other = others.last { return "the layer \(other.layer.rawValue) asks for it: change that" }
        let layer = request.item.spec.layer
        return own == nil ? "it comes from the layer \(layer.rawValue): change that" : nil
    }

    private func resource(_ own: Row?, saying spec: Spec) -> Resource {
        var spec = spec
        spec.layer = .api
        let id = LayeredID(.api, spec.id).description
        let metadata = own?.resource.metadata
        return Resource(
            Metadata(
                ResourceKey(Namespace.config, Spec.typeName, id), labels: metadata?.labels ?? [:],
                annotations: metadata?.annotations ?? [:]), spec: spec.canonical)
    }

    /// Does it unless the row was changed since it was read.
    private func commit(
        _ own: Row?, following: Spec?, _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void
    ) async throws(StoreError) -> Outcome {
        let key = ResourceKey(Namespace.config, Spec.typeName, LayeredID(.api, request.item.id).description)
        let revision = own?.resource.metadata.revision
        // The merged spec was made of the row as it was; a newer one is somebody's wish that hasn't been carried out yet.
        if let revision, revision > request.item.revision { return .outrun }
        let sender = request.finding.change?.sender ?? .unknown
        let context = ChangeContext(
            actor: ChangeAuthor(sender).actor, origin: .kernel,
            message: "adopted from the kernel: \(request.finding.found)")
        do throws(StoreError) {
            _ = try await store.write(context) { transaction throws(StoreError) in
                guard try transaction.get(key)?.metadata.revision == revision else { throw .aborted }
                try body(transaction)
            }
            return .written(following)
        } catch .aborted {
            return .outrun
        }
    }

    /// A spec that says no more than its id does.
    private static func empty(_ id: String) -> Spec? {
        var faults: [Fault] = []
        return Spec.members(fromID: id).flatMap { Spec.decode(.object($0), at: .root, &faults) }
    }

    /// As it is read from the store.
    private static func stored(_ spec: Spec) -> Spec { Spec.read(spec.canonical) ?? spec }

    private static func isSame(_ field: Field<Spec>, _ first: Spec, _ second: Spec) -> Bool {
        var copy = first
        field.copy(second, &copy)
        return copy == first
    }
}
