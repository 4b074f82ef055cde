/// What a bridge's master link says of itself (`IFLA_BR_*`, `linux/if_link.h`).
public struct KernelBridge: Hashable, Sendable {
    /// The kernel's spanning tree runs, or a program's (`IFLA_BR_STP_STATE` isn't 0).
    public var spanningTree: Bool
    /// Ports keep to their VLANs (`IFLA_BR_VLAN_FILTERING`).
    public var vlanFiltering: Bool

    /// A bridge; both are off when a kernel makes one.
    public init(spanningTree: Bool = false, vlanFiltering: Bool = false) {
        self.spanningTree = spanningTree
        self.vlanFiltering = vlanFiltering
    }
}
