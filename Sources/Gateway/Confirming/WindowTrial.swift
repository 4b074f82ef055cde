import Resources
import Store

/// Looks what became of a window's changes: whether the kernel took them, and whether all is reached as before.
struct WindowTrial: Sendable {
    let backend: Backend
    let window: StoredWindow

    /// How long a probe may fail after the change: half the window, and no longer than this.
    private static let patience = Duration.seconds(30)
    /// The pause between two tries.
    private static let pause = Duration.milliseconds(500)

    /// Waits until the host has taken what follows from the window's changes or refuses it for good, at most until the deadline.
    func settle() async -> Applied.Outcome {
        let store = backend.store
        for stage in backend.configurationStages {
            await store.cursors.wait(for: stage, toReach: window.metadata.revision)
        }
        var seen: Set<ResourceKey> = []
        while !Task.isCancelled {
            let revision = store.revision
            guard let keys = try? changedRows() else { break }
            let outcome = await Applied(backend, keys).wait(from: revision, upTo: window.remaining)
            // Names that a configuration gives lead to other rows once links have them.
            if !outcome.refusals.isEmpty || seen == Set(keys.keys) || window.remaining == .zero { return outcome }
            seen = Set(keys.keys)
        }
        return Applied.Outcome(isApplied: false, reasons: [])
    }

    /// The rows of layers that were written since the window opened, and whether they are still there.
    private func changedRows() throws(StoreError) -> [ResourceKey: Bool] {
        var filter = HistoryFilter()
        filter.namespace = Namespace.config
        let changed = try backend.store.resources(
            changedAfter: Int64(clamping: window.spec.baseRevision.number), through: .max, matching: filter,
            limit: .max)
        var rows: [ResourceKey: Bool] = [:]
        for item in changed { rows[item.key] = try backend.store.metadata(item.key)?.phase == .running }
        return rows
    }

    /// What the probes say.
    enum Result: Sendable {
        /// There is none that has to pass.
        case none
        case passed(String)
        case failed(String)
    }

    /// Tries until all that passed before the change pass again.
    func probe() async -> Result {
        let required = window.spec.probes.filter(\.isRequired).compactMap(\.probe)
        guard !required.isEmpty else { return .none }
        let half = Duration.nanoseconds(window.spec.timeout.nanoseconds / 2)
        let deadline = ContinuousClock.now + min(half, Self.patience)
        var failures: [ConfirmProbe: String] = [:]
        repeat {
            failures = await backend.windows.failures(of: required)
            if Task.isCancelled { return .none }
            if failures.isEmpty {
                let names = required.map(\.description).joined(separator: ", ")
                return .passed("reached as before: \(names)")
            }
            try? await Task.sleep(for: Self.pause)
        } while ContinuousClock.now < deadline && !Task.isCancelled
        let words = failures.sorted { $0.key.description < $1.key.description }.map { "\($0.key): \($0.value)" }
        return Task.isCancelled ? .none : .failed("not reached any more: " + words.joined(separator: "; "))
    }
}
