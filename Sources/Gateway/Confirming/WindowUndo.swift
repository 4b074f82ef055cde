import Resources
import Store

/// Undoes exactly the transactions of a window, the last first.
///
/// What somebody else changed meanwhile in other places stays. In the same place what was before the window comes back, because that is
/// what is known to have worked; it is told, and the history has what the other wrote.
struct WindowUndo: Sendable {
    /// What one transaction made of a resource.
    private struct Step: Sendable {
        let key: ResourceKey
        /// `nil` where there was none.
        let before: Resource?
        let after: Resource?
    }

    private let steps: [Step]

    /// What is to be undone; reads the history, which may take a while.
    init(_ window: ConfirmWindow, _ store: ResourceStore) throws(StoreError) {
        var steps: [Step] = []
        for number in window.transactions.reversed() {
            var filter = HistoryFilter()
            (filter.transaction, filter.onlyIntent) = (Int64(clamping: number.number), true)
            let base = Int64(clamping: window.baseRevision.number)
            var (first, last): ([ResourceKey: Change], [ResourceKey: Change]) = ([:], [:])
            for change in try store.changes(after: base, matching: filter, limit: .max) {
                let key = change.resource.metadata.key
                if first[key] == nil { first[key] = change }
                last[key] = change
            }
            for (key, change) in first.sorted(by: { $0.value.revision < $1.value.revision }) {
                guard let end = last[key] else { continue }
                steps.append(
                    Step(
                        key: key, before: try store.predecessor(of: change),
                        after: end.operation == .destroyed ? nil : end.resource))
            }
        }
        self.steps = steps
    }

    /// What each resource is to be.
    ///
    /// - Parameter current: What it is.
    /// - Returns: The resources that become others, `nil` for those that go; and what others had changed in the same place.
    /// - Throws: What `current` throws.
    func rows(
        _ current: (ResourceKey) throws(StoreError) -> Resource?
    ) throws(StoreError) -> (rows: [ResourceKey: Resource?], overridden: [ConfirmWindow.Place]) {
        var (known, states): ([ResourceKey: Resource?], [ResourceKey: Resource?]) = ([:], [:])
        var overridden: [ConfirmWindow.Place] = []
        for step in steps {
            let stored: Resource?
            if let seen = known[step.key] {
                stored = seen
            } else {
                stored = try current(step.key)
                known.updateValue(stored, forKey: step.key)
            }
            // What a controller took over isn't people's any more.
            guard stored?.metadata.owner ?? "" == "" else {
                overridden.append(ConfirmWindow.Place(step.key, .root, revision: stored?.metadata.revision ?? 0))
                continue
            }
            let present = states[step.key] ?? stored
            var merge = ThreeWay(winner: .before)
            let wanted = merge.undone(
                from: step.after?.compared, to: step.before?.compared, in: present?.compared)
            overridden += merge.conflicts.map {
                ConfirmWindow.Place(step.key, $0, revision: stored?.metadata.revision ?? 0)
            }
            states.updateValue(wanted.map { Resource(step.key, compared: $0) }, forKey: step.key)
        }
        return (states.filter { known[$0.key]??.compared != $0.value?.compared }, overridden)
    }

    /// Does it, within a transaction.
    ///
    /// - Returns: What others had changed in the same place.
    func perform(_ transaction: WriteTransaction) throws(StoreError) -> [ConfirmWindow.Place] {
        let (rows, overridden) = try rows { key throws(StoreError) in try transaction.get(key) }
        for (key, wanted) in rows.sorted(by: { $0.key.description < $1.key.description }) {
            guard let wanted else {
                try transaction.remove(key)
                continue
            }
            try transaction.modify(Resource(Metadata(key), spec: "{}"), expectedPhase: nil) {
                resource throws(StoreError) in
                resource.spec = wanted.spec
                resource.metadata.labels = wanted.metadata.labels
                resource.metadata.annotations = wanted.metadata.annotations
                resource.metadata.phase = .running
            }
        }
        return overridden
    }
}

extension Resource {
    /// The resource that `compared` tells of.
    fileprivate init(_ key: ResourceKey, compared: JSON) {
        func texts(_ name: String) -> [String: String] { (compared[name]?.members ?? [:]).compactMapValues(\.text) }
        self.init(
            Metadata(key, labels: texts("labels"), annotations: texts("annotations")),
            spec: (compared["spec"] ?? [:]).canonical)
    }
}
