import NIOHTTP1
import Resources
import Store

extension WriteOperation {
    /// Does it, within a transaction; what a dry run says of secrets isn't kept.
    func perform(
        _ transaction: WriteTransaction, _ store: ResourceStore, isDryRun: Bool
    ) throws(Problem) -> WriteResult {
        let keeper = SecretKeeper(transaction: transaction, isDryRun: isDryRun)
        switch action {
        case .put(let spec, let labels, let annotations):
            let spec = try keeper.keep(spec, of: target.type)
            return try modify(transaction, store) { resource throws(Problem) in
                resource.spec = spec
                if let labels { resource.metadata.labels = labels }
                if let annotations { resource.metadata.annotations = annotations }
            }
        case .patch(let patch):
            return try modify(transaction, store) { resource throws(Problem) in
                try apply(patch, to: &resource, keeper)
            }
        case .configure(let write):
            return try modify(transaction, store) { resource throws(Problem) in
                try write.apply(to: &resource, transaction)
            }
        case .delete: return try delete(transaction, store)
        case .check:
            let stored = try answering { () throws(StoreError) in try transaction.get(target.key) }
            try checkConditions(stored, store)
            return WriteResult(operation: self, status: .checked, resource: stored)
        }
    }

    /// Creates or changes; one read of the row does for the conditions too.
    private func modify(
        _ transaction: WriteTransaction, _ store: ResourceStore, _ change: (inout Resource) throws(Problem) -> Void
    ) throws(Problem) -> WriteResult {
        var problem: Problem?
        var before: Resource?
        do throws(StoreError) {
            let resource = try transaction.modify(Resource(Metadata(target.key), spec: "{}")) {
                (resource: inout Resource) throws(StoreError) in
                (before, problem) = (resource.metadata.version == 0 ? nil : resource, nil)
                do throws(Problem) {
                    // What couldn't be done anyway isn't a matter of conditions (RFC 9110 §13.2.1).
                    if before == nil, case .patch = action { throw target.missing() }
                    try checkConditions(before, store)
                    try change(&resource)
                    try checkTag(resource, store)
                } catch {
                    problem = error
                    throw .aborted
                }
            }
            let status: WriteResult.Status = before == nil ? .created : before == resource ? .unchanged : .updated
            return WriteResult(operation: self, status: status, resource: resource)
        } catch {
            throw problem ?? target.explain(error)
        }
    }

    /// A name for a revision that is still to come would mean whatever gets its number.
    private func checkTag(_ resource: Resource, _ store: ResourceStore) throws(Problem) {
        guard target.type.name == RevisionTag.typeName, let tag = RevisionTag.read(resource.spec) else { return }
        _ = try NamedRevision("\(tag.revision.number)", store).reached(store)
    }

    private func apply(_ patch: Patch, to resource: inout Resource, _ keeper: SecretKeeper) throws(Problem) {
        if case .operations(let list) = patch,
            let spec = target.type.changingItem(of: resource.spec, id: target.key.id, by: list)
        {
            resource.spec = try keeper.keep(spec, of: target.type)
            return
        }
        let document = try patch.applied(to: resource, at: place)
        let operation: WriteOperation
        do throws(Faults) {
            operation = try .put(target, document, at: .root)
        } catch {
            // What the patch leads to is at fault: of many operations, this one's.
            throw target.invalid(Faults(error.all.map { $0.below(place) }))
        }
        guard case .put(let spec, let labels, let annotations) = operation.action else { return }
        resource.spec = try keeper.keep(spec, of: target.type)
        resource.metadata.labels = labels ?? [:]
        resource.metadata.annotations = annotations ?? [:]
    }

    private func delete(_ transaction: WriteTransaction, _ store: ResourceStore) throws(Problem) -> WriteResult {
        var problem: Problem?
        do throws(StoreError) {
            let removal = try transaction.remove(target.key) { stored throws(StoreError) in
                do throws(Problem) {
                    if stored == nil { throw target.missing() }
                    try checkConditions(stored, store)
                } catch {
                    problem = error
                    throw .aborted
                }
            }
            switch removal {
            case .none: return WriteResult(operation: self, status: .deleted, resource: nil)
            case .held(let held): return WriteResult(operation: self, status: .tearingDown, resource: held)
            case .gone(var last):
                last.metadata.revision = transaction.revisions?.upperBound ?? last.metadata.revision
                return WriteResult(operation: self, status: .deleted, resource: last)
            }
        } catch {
            throw problem ?? target.explain(error)
        }
    }

    /// `If-Match` and `If-None-Match` (RFC 9110 §13.2.2).
    private func checkConditions(_ stored: Resource?, _ store: ResourceStore) throws(Problem) {
        let tag = stored.map { store.entityTag($0.metadata.revision) }
        func failed(_ detail: String) -> Problem {
            var problem = Problem(.preconditionFailed, .preconditionFailed, detail)
            guard let stored, let tag else { return problem }
            problem.members["currentRevision"] = .integer(stored.metadata.revision)
            problem.members["etag"] = .string(tag)
            return problem.with(header: "etag", "\"\(tag)\"")
        }
        if let ifMatch, !ifMatch.matchesStrongly(tag) {
            throw failed(tag.map { "\(target.key) is at \"\($0)\" now" } ?? "there is no \(target.key)")
        }
        if let ifNoneMatch, ifNoneMatch.matchesWeakly(tag) {
            throw failed("\(target.key) exists already")
        }
    }
}
