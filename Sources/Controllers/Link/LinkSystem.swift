public import Kernel

/// The kernel's links, and what specs of WireGuard links name besides: keys that are kept, and hosts.
public struct LinkSystem: ManagedSystem {
    /// The kernel's network.
    public typealias State = KernelState
    /// A netlink message.
    public typealias Change = KernelChange

    let kernel: RouteNetlink
    let sources: TunnelSources

    /// Links over a connection to the kernel.
    public init(_ kernel: RouteNetlink, _ sources: TunnelSources) {
        self.kernel = kernel
        self.sources = sources
    }

    /// Makes changes in order, and tells those who look at tunnels, since the kernel doesn't.
    public func apply(_ changes: [KernelChange]) async throws(KernelError) -> [KernelRefusal?] {
        let refusals = try await kernel.apply(changes)
        sources.note(zip(changes, refusals).compactMap { $1 == nil ? $0 : nil })
        return refusals
    }

    /// What the monitor was told of it.
    public func foreignChange(behind change: KernelChange, after moment: ContinuousClock.Instant) -> ForeignChange? {
        kernel.foreignChange(behind: change, after: moment)
    }
}
