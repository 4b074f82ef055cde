import Kernel
import NetworkTypes

/// What carries a tunnel's packets.
struct Underlay: Hashable, Sendable {
    /// The index of the link.
    let link: UInt32
    /// What the packets are.
    let family: AddressFamily
    /// What the route says is the largest packet, where it says so.
    var mtu: UInt32?
}

extension KernelState {
    /// Where the packets of each tunnel that names no link are sent, by the tunnels' indexes.
    var tunnelTargets: [UInt32: Set<RouteTarget>] {
        var targets = tunnels.mapValues(\.targets)
        for kind in KernelLink.tunnelKinds {
            for link in table.links(ofKind: kind) {
                let named = link.namedUnderlay?.link
                // A VRF carries nothing itself: it says which routes count.
                guard named == nil || named.flatMap({ self.link(index: $0) })?.kind == "vrf", var target = link.target
                else { continue }
                target.outIndex = named
                targets[link.index] = [target]
            }
        }
        return targets
    }

    /// Notes which links the ways to the targets of each tunnel begin with.
    mutating func note(_ targets: [UInt32: Set<RouteTarget>], _ ways: [RouteTarget: RouteWay]) {
        underlays = targets.mapValues { targets in
            Set(
                targets.compactMap { target in
                    ways[target].map { Underlay(link: $0.link, family: target.address.family, mtu: $0.mtu) }
                })
        }
    }
}

extension KernelLink {
    /// The kinds whose packets go inside others, without WireGuard, which has a target for each peer.
    static let tunnelKinds = ["vxlan", "geneve", "gretap", "ip6gretap", "ipip", "sit"]

    /// The link that a tunnel says carries its packets.
    var namedUnderlay: Underlay? {
        guard Self.tunnelKinds.contains(kind), lowerNamespaceID == nil else { return nil }
        guard let index = [lowerIndex, carrierIndex].compactMap({ $0 }).first(where: { $0 != 0 }) else { return nil }
        return Underlay(link: index, family: outerFamily)
    }

    /// Where a tunnel's packets are sent; `nil` where it has no remote end, or many, and where another namespace sends them.
    var target: RouteTarget? {
        let remotes: [LinkMember] = [
            .vxlanRemote, .vxlanRemote6, .geneveRemote, .geneveRemote6, .greRemote, .ipTunnelRemote,
        ]
        guard lowerNamespaceID == nil, let remote = address(remotes), !remote.isUnspecified else { return nil }
        var target = RouteTarget(
            remote, from: address([.vxlanLocal, .vxlanLocal6, .greLocal, .ipTunnelLocal]),
            port: number([.vxlanPort, .genevePort]).map { UInt16(clamping: $0) })
        // 1 is that of the packet inside; two bits are ECN's.
        if let service = number([.vxlanTOS, .geneveTOS, .greTOS, .ipTunnelTOS]), service != 1 {
            target.typeOfService = UInt8(clamping: service) & ~3
        }
        return target
    }

    private var outerFamily: AddressFamily {
        if kind == "ip6gretap" { return .inet6 }
        let isOverIPv6 = [LinkMember.vxlanRemote6, .vxlanLocal6, .geneveRemote6].contains { self[$0] != nil }
        return isOverIPv6 ? .inet6 : .inet4
    }

    private func number(_ members: [LinkMember]) -> UInt64? {
        members.lazy.compactMap { self[$0]?.number }.first
    }

    /// The first of some members that is there.
    private func address(_ members: [LinkMember]) -> IPAddress? {
        for member in members { if case .address(let address)? = self[member] { return address } }
        return nil
    }
}

extension KernelWireGuard {
    /// Where packets to peers are sent that have an endpoint: of many at one address the first counts.
    fileprivate var targets: Set<RouteTarget> {
        var targets: [IPAddress: RouteTarget] = [:]
        for peer in peers {
            guard let endpoint = peer.endpoint, case .address(let address) = endpoint.host, targets[address] == nil
            else {
                continue
            }
            targets[address] = RouteTarget(address, mark: firewallMark, port: endpoint.port)
        }
        return Set(targets.values)
    }
}
