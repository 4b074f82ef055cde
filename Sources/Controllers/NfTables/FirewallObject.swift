public import Kernel
public import Store

/// A part of our table.
public protocol FirewallObject: KernelObject where System == FirewallSystem {}

extension FirewallObject {
    /// Our table.
    public static var topics: KernelTopics { [.firewall] }

    /// The whole table; nothing where no spec asks for anything.
    public static func observe(
        _ system: FirewallSystem, _ topics: KernelTopics, for desired: [DesiredSpec<Spec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> NfTablesState {
        guard !desired.isEmpty || !ledger.isEmpty else { return NfTablesState(generation: 0, isThere: false) }
        return try await system.state()
    }

    /// The monitor tells of changes; this is for what it might have missed.
    public static func nextLook(_ desired: [DesiredSpec<Spec>]) -> Duration? { desired.isEmpty ? nil : .seconds(300) }
}
