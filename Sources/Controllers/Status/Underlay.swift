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
    /// Where the packets of each tunnel are sent whose link isn't known by its name alone, by the tunnels' indexes.
    func tunnelTargets(_ forwarding: [UInt32: Set<ForwardingEntry>]) -> [UInt32: Set<RouteTarget>] {
        var targets = tunnels.mapValues(\.targets)
        for kind in KernelLink.tunnelKinds {
            for link in table.links(ofKind: kind) where link.lowerNamespaceID == nil {
                let vrf = vrf(of: link)
                // The named link carries what isn't told to go elsewhere.
                let isCarried = link.namedUnderlay != nil && vrf == nil
                var ends = forwarding[link.index] ?? []
                if let remote = link.remote { ends.insert(remote) }
                targets[link.index] = Set(
                    ends.lazy.filter { !isCarried || $0.outIndex != nil }.map { link.target($0, within: vrf) })
            }
        }
        return targets.filter { !$0.value.isEmpty }
    }

    /// A VRF that a tunnel names carries nothing itself: it says which routes count.
    private func vrf(of link: KernelLink) -> UInt32? {
        link.namedUnderlay.flatMap { self.link(index: $0.link) }.flatMap { $0.kind == "vrf" ? $0.index : nil }
    }

    /// Notes which links the ways to the targets of each tunnel begin with; of several ways those that are there.
    mutating func note(_ targets: [UInt32: Set<RouteTarget>], _ ways: [RouteTarget: Set<RouteWay>]) {
        var found: [UInt32: Set<Underlay>] = [:]
        for (tunnel, targets) in targets {
            var underlays: Set<Underlay> = []
            for target in targets {
                for way in ways[target] ?? [] {
                    underlays.insert(Underlay(link: way.link, family: target.address.family, mtu: way.mtu))
                }
            }
            underlays = underlays.filter { link(index: $0.link)?.flags.contains(.up) ?? false }
            if let link = link(index: tunnel), let named = link.namedUnderlay, vrf(of: link) == nil {
                underlays.insert(named)
            }
            found[tunnel] = underlays
        }
        underlays = found
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

    /// The other end that a tunnel has itself; `nil` where it has none, or many.
    fileprivate var remote: ForwardingEntry? {
        let remotes: [LinkMember] = [
            .vxlanRemote, .vxlanRemote6, .geneveRemote, .geneveRemote6, .greRemote, .ipTunnelRemote,
        ]
        return address(remotes).flatMap { $0.isUnspecified ? nil : ForwardingEntry($0) }
    }

    /// How a tunnel sends packets to one of its other ends.
    fileprivate func target(_ end: ForwardingEntry, within vrf: UInt32?) -> RouteTarget {
        var target = RouteTarget(
            end.address, from: address([.vxlanLocal, .vxlanLocal6, .greLocal, .ipTunnelLocal]),
            port: end.port ?? number([.vxlanPort, .genevePort]).map { UInt16(clamping: $0) })
        // 1 is that of the packet inside; two bits are ECN's.
        if let service = number([.vxlanTOS, .geneveTOS, .greTOS, .ipTunnelTOS]), service != 1 {
            target.typeOfService = UInt8(clamping: service) & ~3
        }
        target.outIndex = end.outIndex ?? vrf
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
