import Kernel
import Resources

/// Finds links whose MTU is larger than what they lie on can carry.
enum MTUWatch {
    /// The largest MTU of a link that everything below it can carry; `nil` when nothing below limits it.
    static func limit(_ link: KernelLink, _ kernel: KernelState) -> MTULimit? {
        let below = lower(link, kernel)
        let narrow = below.min { $0.mtu < $1.mtu }
        guard let narrow, narrow.mtu > link.overhead else { return nil }
        return MTULimit(largest: narrow.mtu - link.overhead, because: narrow.name)
    }

    /// What a link lies on: the link below, or the ports.
    private static func lower(_ link: KernelLink, _ kernel: KernelState) -> [KernelLink] {
        if link.kind == "bridge" || link.kind == "bond" { return kernel.ports(of: link.index) }
        // A veth's other end isn't below it.
        guard link.kind != "veth", link.lowerNamespaceID == nil, let index = link.lowerIndex ?? link.carrierIndex else {
            return []
        }
        return kernel.link(index: index).map { [$0] } ?? []
    }
}
