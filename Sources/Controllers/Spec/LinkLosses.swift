import Kernel
import NetworkTypes
import Resources

/// What the kernel takes along with a change of a link, and nobody puts back but who asks for it, in words.
struct LinkLosses {
    private let state: KernelState

    /// Among what is there before the change.
    init(given state: KernelState) { self.state = state }

    /// What goes with a change, or becomes smaller; empty for nothing.
    func words(for change: KernelChange) -> String {
        switch change {
        case .deleteLink(let index): goingAlong(with: index)
        case .setLink(let index, let attributes):
            [goingDown(index, attributes), joining(index, attributes), shrinking(index, attributes)].filter {
                !$0.isEmpty
            }.joined(separator: "; ")
        default: ""
        }
    }

    private func goingAlong(with index: UInt32) -> String {
        guard let link = state.link(index: index) else { return "" }
        let above = state.table.dependents(of: index)
        let other = link.kind == "veth" ? link.lowerIndex.flatMap { state.link(index: $0) }.map { [$0] } ?? [] : []
        let gone = Set([index] + (above + other).map(\.index))
        let free = state.ports(of: index)
        return [
            Self.list("with it go", (other + above).map(\.name)),
            counts(addresses(of: gone) { _ in true }.count, routes(of: gone).count),
            Self.list("ports of nothing then:", free.map(\.name)),
        ].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// A link that is set down loses its IPv6 addresses and its routes (`addrconf_ifdown()`, `fib_disable_ip()`), and so do the VLANs
    /// on it, which go down too.
    private func goingDown(_ index: UInt32, _ attributes: LinkAttributes) -> String {
        guard attributes.isUp == false, attributes.pause < .away, let link = state.link(index: index),
            link.flags.contains(.up)
        else { return "" }
        let above = state.boundVLANs(on: index)
        let down = Set([index] + above.map(\.index))
        let lost = counts(addresses(of: down) { $0.prefix.address.family == .inet6 }.count, routes(of: down).count)
        return [Self.list("down with it go", above.map(\.name)), lost.isEmpty ? "" : "down it loses \(lost)"]
            .filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// A bond's port is set down to join, which costs it its IPv6 addresses and its routes (`addrconf_ifdown()`,
    /// `fib_disable_ip()`).
    private func joining(_ index: UInt32, _ attributes: LinkAttributes) -> String {
        guard attributes.pause == .port, let master = attributes.masterIndex.flatMap({ state.link(index: $0) }),
            master.kind == "bond"
        else { return "" }
        let lost = addresses(of: [index]) { $0.prefix.address.family == .inet6 }
        let words = counts(lost.count, routes(of: [index]).count)
        return words.isEmpty ? "" : "as a port of \(master.name) it loses \(words)"
    }

    /// What lies on a link has no larger MTU than it (`vlan_device_event()`, `macvlan_device_event()`), and a bond's ports have the
    /// bond's (`bond_change_mtu()`).
    private func shrinking(_ index: UInt32, _ attributes: LinkAttributes) -> String {
        guard let mtu = attributes.mtu, let link = state.link(index: index), attributes.pause != .away else {
            return ""
        }
        let above = state.table.dependents(of: index).filter { $0.kind != "vxlan" && $0.mtu > mtu }
        let ports = link.kind == "bond" ? state.ports(of: index).filter { $0.mtu != mtu } : []
        var words = [Self.list("the MTU \(mtu) get too:", (ports + above).map(\.name))]
        if mtu < Self.leastOfIPv6 {
            let small = Set([index] + (ports + above).map(\.index))
            let lost = addresses(of: small) { $0.prefix.address.family == .inet6 }
            if !lost.isEmpty {
                words.append(
                    "IPv6 goes off where the MTU is below 1280, and \(Self.count(lost.count, "address", "es")) with it")
            }
        }
        return words.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static let leastOfIPv6: UInt32 = 1280

    /// Those that the kernel doesn't make by itself.
    private func addresses(of links: Set<UInt32>, _ isMeant: (KernelAddress) -> Bool) -> [KernelAddress] {
        state.addresses.filter { address in
            links.contains(address.linkIndex) && !address.prefix.address.isLinkLocal && isMeant(address)
        }
    }

    private func routes(of links: Set<UInt32>) -> [KernelRoute] {
        state.routes.filter { route in
            route.protocolNumber != .kernel
                && ([route.outIndex] + route.nextHops.map(\.outIndex)).contains { $0.map(links.contains) ?? false }
        }
    }

    private func counts(_ addresses: Int, _ routes: Int) -> String {
        [(addresses, "address", "es"), (routes, "route", "s")].filter { $0.0 > 0 }
            .map { Self.count($0.0, $0.1, $0.2) }.joined(separator: " and ")
    }

    private static func count(_ number: Int, _ noun: String, _ plural: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : plural)"
    }

    /// A few names, and how many more there are.
    private static func list(_ words: String, _ names: [InterfaceName]) -> String {
        names.isEmpty ? "" : "\(words) \(names.words(atMost: 8, \.description))"
    }
}
