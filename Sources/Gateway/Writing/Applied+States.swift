import Resources
import Store

/// How far the merged specs are that something written leads to.
extension Applied {
    /// How far one merged spec is.
    enum State: Hashable {
        case applied
        case waiting(String)
        /// Waiting longer won't help, unless it is the others that it waits for.
        case failed(String)
        /// The same, because the kernel says so.
        case refused(String)

        var failure: String? {
            switch self {
            case .failed(let reason), .refused(let reason): reason
            case .applied, .waiting: nil
            }
        }

        var refusal: String? {
            guard case .refused(let reason) = self else { return nil }
            return reason
        }

        var waiting: String? {
            guard case .waiting(let reason) = self else { return nil }
            return reason
        }
    }

    /// How far all are, as of one commit.
    func states() -> [State] {
        do throws(StoreError) {
            return try store.read { reading throws(StoreError) in
                var states: [State] = []
                for target in allTargets { states.append(try state(target, reading)) }
                return states
            }
        } catch {
            return [.failed("the state can't be read: \(error)")]
        }
    }

    /// How far all are, as of one commit; `nil` while one is waited for, which is looked at first the next time.
    func settledStates(_ last: inout Int) -> [State]? {
        do throws(StoreError) {
            let targets = allTargets
            return try store.read { reading throws(StoreError) in
                if targets.indices.contains(last), try state(targets[last], reading).waiting != nil { return nil }
                var states: [State] = []
                for (place, target) in targets.enumerated() {
                    let state = try state(target, reading)
                    guard state.waiting == nil else {
                        last = place
                        return nil
                    }
                    states.append(state)
                }
                return states
            }
        } catch {
            return [.failed("the state can't be read: \(error)")]
        }
    }

    /// How far a target is; what this version can't carry out counts as applied where that is allowed.
    private func state(_ target: Target, _ reading: ReadTransaction) throws(StoreError) -> State {
        // Of what isn't merged there is only what follows from it.
        if target.type.placement != .layered { return .applied }
        let name = "\(target.type.name)/\(target.mergedID)"
        let mergedKey = ResourceKey(Namespace.network, target.type.name, target.mergedID)
        if waitsForEveryStage, try isGone(target, mergedKey, reading) { return .applied }
        let merged = try reading.metadata(mergedKey)
        guard let merged, merged.phase == .running else {
            return try state(target, going: merged, reading)
        }
        if let revision = try revisionOfAnother(target, reading) {
            return .failed("\(name): it was changed meanwhile, in revision \(revision)")
        }
        if let note = merged.annotations[Metadata.unreadable] { return .failed("\(name): \(note)") }
        // Of what no controller brings into the kernel there is no more to wait for.
        if target.type.stages.count == 1 { return .applied }
        guard let status = try reading.get(ResourceKey(Namespace.network, ApplyStatus.typeName, name)),
            let spec = try? JSON(parsing: status.spec),
            spec["specRevision"]?.integer ?? -1 >= merged.revision,
            let state = spec["state"]?.text.flatMap(ApplyStatus.State.init(rawValue:))
        else { return .waiting("\(name): not looked at yet") }
        // The reason mostly holds the kernel's own words already.
        let reason = ["reason", "errno", "extack"].compactMap { spec[$0]?.text }
            .reduce(into: [String]()) { said, text in
                if !said.contains(where: { $0.contains(text) }) { said.append(text) }
            }
            .filter { !$0.isEmpty }
        let words = ([name, state.rawValue] + reason).joined(separator: ": ")
        switch state {
        case .applied: return .applied
        case .notSupported where passesOverUnsupported: return .applied
        case .waiting, .tearingDown: return .waiting(words)
        case .refused: return .refused(words)
        case .foreignConflict, .notSupported, .shadowed, .paused, .drifted: return .failed(words)
        }
    }

    /// The revision in which somebody else made another spec of what was written; `nil` while nobody did.
    private func revisionOfAnother(_ target: Target, _ reading: ReadTransaction) throws(StoreError) -> Int64? {
        guard let own = written[target.key],
            store.feed.latestChange(of: ResourceKind(target.key.namespace, target.key.type)) > lastRevision,
            let now = try reading.get(target.key), now.metadata.revision > own.metadata.revision, now.spec != own.spec
        else { return nil }
        return now.metadata.revision
    }

    /// Whether a target is deleted and the kernel is rid of it, once every controller has passed it.
    ///
    /// The status doesn't count: of many it goes last, when the kernel has long been rid of them.
    private func isGone(
        _ target: Target, _ mergedKey: ResourceKey, _ reading: ReadTransaction
    ) throws(StoreError) -> Bool {
        guard !wanted.contains(target.key), try !reading.isHeld(mergedKey) else { return false }
        return try !reading.exists(target.key)
    }

    /// How far a target is whose merged spec is gone or goes.
    ///
    /// While somebody holds it, or has a status of it, the kernel isn't rid of it: a merged spec that has come just now may go before
    /// its controller holds it.
    private func state(
        _ target: Target, going merged: Metadata?, _ reading: ReadTransaction
    ) throws(StoreError) -> State {
        let name = "\(target.type.name)/\(target.mergedID)"
        guard merged?.finalizers.isEmpty ?? true else { return .waiting("\(name): the kernel isn't rid of it yet") }
        // Gone or not there yet: both are told apart by the layers below.
        if let asked = try reading.metadata(target.key), asked.phase == .running {
            let isMerged = merged == nil && store.cursors[target.type.stages.first ?? ""] ?? -1 >= asked.revision
            return isMerged ? .failed("\(name): its layers come to nothing") : .waiting("\(name) isn't merged yet")
        }
        if wanted.contains(target.key) { return .failed("\(name): it was deleted meanwhile") }
        let status = try reading.metadata(ResourceKey(Namespace.network, ApplyStatus.typeName, name))
        return status == nil ? .applied : .waiting("\(name): the kernel isn't rid of it yet")
    }
}
