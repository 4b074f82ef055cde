public import Kernel
public import Store

/// The kernel's links, and what specs of WireGuard links name besides: keys that are kept, and hosts.
public struct LinkSystem: ManagedSystem {
    /// The kernel's network.
    public typealias State = KernelState
    /// A netlink message.
    public typealias Change = KernelChange

    let kernel: RouteNetlink
    let sources: TunnelSources
    private let journal: LinkJournal

    /// Links over a connection to the kernel; the store keeps what a change takes away until it is put back.
    public init(_ kernel: RouteNetlink, _ sources: TunnelSources, _ store: ResourceStore) {
        self.kernel = kernel
        self.sources = sources
        journal = LinkJournal(store)
    }

    /// Makes changes in order, and tells those who look at tunnels, since the kernel doesn't.
    public func apply(_ changes: [KernelChange]) async throws(KernelError) -> [KernelRefusal?] {
        let refusals = try await journal.apply(changes, kernel)
        sources.note(zip(changes, refusals).compactMap { $1 == nil ? $0 : nil })
        return refusals
    }

    /// What the monitor was told of it.
    public func foreignChange(behind change: KernelChange, after moment: ContinuousClock.Instant) -> ForeignChange? {
        kernel.foreignChange(behind: change, after: moment)
    }

    /// Links, and all that they have to do with.
    public func noteDisturbances(by changes: [KernelChange], in state: KernelState) {
        kernel.noteDisturbances(by: changes, in: state)
    }

    /// Unless the kernel told of somebody else who did it.
    public func isOwnDoing(
        _ changes: [KernelChange], at places: [String]?, in state: KernelState, after moment: ContinuousClock.Instant
    ) -> Bool {
        kernel.isOwnDoing(changes, at: places, in: state, after: moment)
    }

    /// Whether any link was.
    public func hasDisturbed(after moment: ContinuousClock.Instant) -> Bool { kernel.hasDisturbed(after: moment) }
}
