import Gateway
import HostConfiguration
import Resources
import Store

/// A file that the daemon was told to start with, and couldn't use; `/readyz` tells it for as long as that matters.
struct StartFault: Sendable {
    /// `configuration file` or `platform file`.
    let name: String
    let path: String
    /// All that is wrong with it.
    let detail: String
    /// The store's revision then, where a configuration that is stored later makes up for it.
    var revision: Int64?

    /// What readiness says of it.
    func check(_ store: ResourceStore) -> ReadinessCheck {
        let isOver = revision.map { isReplaced(store, since: $0) } ?? false
        let words = "\(path) isn't used: \(detail)"
        return ReadinessCheck(
            name: name, ok: isOver, detail: isOver ? "\(words); another was stored since" : words)
    }

    private func isReplaced(_ store: ResourceStore, since revision: Int64) -> Bool {
        let key = ResourceKey(Namespace.configuration, MachineConfig.typeName, MachineConfig.activeID)
        let stored = try? store.get(key)
        return stored.map { $0.metadata.revision > revision } ?? false
    }
}
