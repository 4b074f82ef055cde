public import Kernel
public import Store

/// A part of our table.
public protocol FirewallObject: KernelObject where System == FirewallSystem {
    /// Says what the specs ask for.
    static func note(_ desired: [DesiredSpec<Spec>], in intent: inout FirewallIntent)
}

extension FirewallObject {
    /// Our table.
    public static var topics: KernelTopics { [.firewall] }

    /// The whole table, and what both kinds of specs ask for; nothing where no spec of this kind does.
    public static func observe(
        _ system: FirewallSystem, _ topics: KernelTopics, for desired: [DesiredSpec<Spec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> FirewallState {
        let intent = await system.share(Self.self, desired)
        guard !desired.isEmpty || !ledger.isEmpty else {
            return FirewallState(NfTablesState(generation: 0, isThere: false), intent)
        }
        return FirewallState(try await system.table(), intent, system.compiler)
    }

    /// The monitor tells of changes; this is for what it might have missed.
    public static func nextLook(_ desired: [DesiredSpec<Spec>]) -> Duration? { desired.isEmpty ? nil : .seconds(300) }
}
