import Kernel
import NetworkTypes
import Resources

/// Finds links whose MTU is larger than what they lie on can carry.
enum MTUWatch {
    /// The largest MTU of a link that everything below it can carry; `nil` when nothing below limits it.
    static func limit(_ link: KernelLink, _ kernel: KernelState) -> MTULimit? {
        let limits = underlays(of: link, kernel).compactMap { underlay -> MTULimit? in
            let overhead = link.overhead(over: underlay.family)
            guard let below = kernel.link(index: underlay.link) else { return nil }
            // A tunnel whose packets would go through itself carries none.
            let carries = underlay.link == link.index ? 0 : min(below.mtu, underlay.mtu ?? .max)
            return MTULimit(largest: carries > overhead ? carries - overhead : 0, because: below.name)
        }
        return limits.min { $0.largest < $1.largest }
    }

    /// What a link lies on: the link below, the ports, or the links by which a tunnel's packets leave.
    private static func underlays(of link: KernelLink, _ kernel: KernelState) -> [Underlay] {
        if link.kind == "bridge" || link.kind == "bond" {
            return kernel.ports(of: link.index).map { Underlay(link: $0.index, family: .inet4) }
        }
        if let found = kernel.underlays[link.index] { return found.sorted { $0.link < $1.link } }
        if let named = link.namedUnderlay { return [named] }
        // A veth's other end isn't below it.
        guard link.kind != "veth", let index = link.lowerIndex else { return [] }
        return [Underlay(link: index, family: .inet4)]
    }
}
