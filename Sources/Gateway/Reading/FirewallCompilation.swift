import Resources
import Store

/// The way from what people ask for to the chains and sets of the packet filter, over the controllers that go it.
struct FirewallCompilation {
    /// How long somebody waits for them who asks what holds.
    private static let patience = Duration.seconds(2)

    private let store: ResourceStore
    /// Their names: those of a stage after all of the one before.
    private let stages: [Set<String>]

    init(_ backend: Backend) {
        store = backend.store
        let types = [NfTablesSetSpec.typeName, NfTablesChainSpec.typeName]
        let makers = backend.catalog.types.filter { $0.consequences.contains { types.contains($0.type) } }
        let merges = types.compactMap { backend.catalog.type(named: $0)?.stages }
        let length = merges.map(\.count).max() ?? 0
        stages =
            [
                backend.configurationStages, Set(makers.flatMap(\.stages)),
                Set(makers.flatMap { $0.consequences.flatMap(\.controllers) }),
            ]
            + (0..<length).map { level in Set(merges.compactMap { level < $0.count ? $0[level] : nil }) }
    }

    /// Waits until they have done what was asked for until now, though not for long.
    ///
    /// - Returns: Whether they have.
    func wait() async -> Bool {
        // Not a group of tasks, which ends with the last of them: the answer would wait for the alarm to be switched off.
        let task = Task {
            for stage in stages {
                let revision = store.revision
                for name in stage where store.cursors[name] != nil {
                    await store.cursors.wait(for: name, toReach: revision)
                }
            }
            return !Task.isCancelled
        }
        let alarm = Task { if (try? await Task.sleep(for: Self.patience)) != nil { task.cancel() } }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
