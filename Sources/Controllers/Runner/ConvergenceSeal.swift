import Kernel
import Store

/// Remembers at the end that all was as it should be, so that the next start only has to see whether it still is.
///
/// What a controller does follows from the store and the kernel alone. Where a pass of each changed neither of them, a pass
/// over the same store and the same kernel by the same program has nothing to do. To read and compare the rows of
/// ten thousand routes takes more than half a second, their fingerprint some 15 ms.
struct ConvergenceSeal {
    let store: ResourceStore
    let kernel: RouteNetlink
    let firewall: NfTables
    /// Which program it was, version included: another one may derive something else.
    let program: String

    /// What the seal says when it is true now.
    ///
    /// - Returns: `nil` when the kernel can't be looked at.
    func current() async -> String? {
        let revision = store.revision
        guard let fingerprint = try? await kernel.fingerprint() else { return nil }
        // Whoever changes the ruleset makes another generation. A kernel without a packet filter has none.
        let generation = try? await firewall.generation()
        return "\(program) \(store.entityTag(revision)) \(fingerprint) \(generation.map(String.init) ?? "-")"
    }

    /// Whether store and kernel are as they were when the seal was written.
    func isIntact() async -> Bool {
        guard let note = try? store.convergence() else { return false }
        return await current() == note
    }

    /// Writes what `current` gave.
    func write(_ note: String) async throws(StoreError) {
        _ = try await store.write(ChangeContext(actor: "netstrata", origin: .controller)) {
            transaction throws(StoreError) in
            try transaction.setConvergence(note)
        }
    }
}
