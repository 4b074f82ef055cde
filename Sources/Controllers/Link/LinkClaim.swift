import Kernel
import NetworkTypes
import Resources

/// What no two links have in common at once: a VLAN's number, a tunnel's ends, a port, a hardware address.
struct LinkClaim: Hashable {
    /// Among which links it has to be one's alone.
    let space: String
    /// What makes it one, in the order of the space's members.
    var values: [LinkValue]
}

/// Links of which no two have the same values of some members.
struct LinkClaimSpace: Sendable {
    /// What it is called.
    let name: String
    /// The kinds of links in it.
    let kinds: [String]
    /// What tells them apart.
    let members: [LinkMember]
    /// Which of the members may have another value for a moment: the first whose value isn't the one of nobody.
    let spare: [LinkMember]
    /// The members without a change of which the kernel doesn't look whether another link has the same; all of them if empty.
    var decisive: [LinkMember] = []

    /// Every such space: the one list to add one to.
    ///
    /// WireGuard's ports aren't members of links, and names are those of all links: `LinkHandover` knows them.
    static let all: [LinkClaimSpace] = [
        // `vlan_check_real_dev()`, `net/8021q/vlan.c`.
        LinkClaimSpace(
            name: "vlan", kinds: ["vlan"], members: [.lower, .vlanID, .vlanProtocol], spare: [.vlanID]),
        // `vxlan_config_validate()`, `drivers/net/vxlan/vxlan_core.c`.
        LinkClaimSpace(name: "vxlan", kinds: ["vxlan"], members: [.vxlanID, .vxlanPort], spare: [.vxlanID]),
        // `geneve_configure()`, `drivers/net/geneve.c`; `geneve_changelink()` doesn't look.
        LinkClaimSpace(
            name: "geneve", kinds: ["geneve"], members: [.geneveID, .genevePort, .geneveRemote, .geneveRemote6],
            spare: [.geneveID], decisive: [.geneveID, .genevePort]),
        // `ip_tunnel_find()`, `net/ipv4/ip_tunnel.c`; `ipip6_tunnel_locate()`, `net/ipv6/sit.c`.
        tunnel("ipip", [.ipTunnelRemote, .ipTunnelLocal], [.ipTunnelLink]),
        tunnel("sit", [.ipTunnelRemote, .ipTunnelLocal], [.ipTunnelLink]),
        tunnel("gretap", [.greRemote, .greLocal], [.greLink, .greInKey, .greInKeyed]),
        // `ip6gre_tunnel_find()`, `net/ipv6/ip6_gre.c`.
        tunnel("ip6gretap", [.greRemote, .greLocal], [.greLink, .greInKey, .greInKeyed]),
        // `macvlan_addr_busy()`, `drivers/net/macvlan.c`.
        LinkClaimSpace(
            name: macvlan, kinds: ["macvlan", "macvtap"], members: [.lower, .hardwareAddress],
            spare: [.hardwareAddress]),
    ]

    /// The space of hardware addresses above a link, in which that link itself is too.
    static let macvlan = "macvlan"

    /// By the kind of link.
    static let ofKind = Dictionary(all.flatMap { space in space.kinds.map { ($0, space) } }) { $1 }

    private static func tunnel(_ kind: String, _ ends: [LinkMember], _ others: [LinkMember]) -> LinkClaimSpace {
        LinkClaimSpace(name: kind, kinds: [kind], members: ends + others, spare: ends)
    }
}

extension LinkClaimSpace {
    /// What a link holds in the space; `nil` for nothing.
    func claim(of link: KernelLink) -> LinkClaim? {
        // One that passes its address through has that of the link below.
        guard kinds.contains(link.kind), link[.macvlanMode] != .number(MACVLAN.Mode.passthru.kernelNumber) else {
            return nil
        }
        return claim { link[$0] }
    }

    /// A claim from its values; `nil` where one that every link of the kind has isn't known.
    func claim(_ value: (LinkMember) -> LinkValue?) -> LinkClaim? {
        var values: [LinkValue] = []
        for member in members {
            guard let value = value(member) ?? Self.untold[member] else { return nil }
            // No address, of whatever family.
            if case .address(let address) = value, address.isUnspecified {
                values.append(.number(0))
            } else {
                values.append(value)
            }
        }
        return LinkClaim(space: name, values: values)
    }

    /// The settings of a kind in the space that say the claim.
    func settings(ofKind kind: String) -> [LinkSetting] { Self.settings[kind] ?? [] }

    /// Made once: every plan asks for them.
    private static let settings = ofKind.mapValues(\.members).reduce(into: [String: [LinkSetting]]()) { all, space in
        all[space.key] = LinkSettingTable.settings(ofKind: space.key).filter { space.value.contains($0.member) }
    }

    /// A claim that nobody makes, and the member in which it is other than a claim.
    ///
    /// - Parameters:
    ///   - claim: What it takes the place of.
    ///   - isTaken: Whether somebody has a claim, or is to have it.
    /// - Returns: `nil` when all are taken.
    func free(besides claim: LinkClaim, _ isTaken: (LinkClaim) -> Bool) -> (member: LinkMember, value: LinkValue)? {
        for member in spare {
            guard let place = members.firstIndex(of: member), claim.values.indices.contains(place) else { continue }
            let value = Self.spareValues(besides: claim.values[place], of: member).first { value in
                var other = claim
                other.values[place] = value
                return !isTaken(other)
            }
            if let value { return (member, value) }
        }
        return nil
    }

    /// What may stand in for a value for a moment; nothing for a tunnel's end that is anybody.
    private static func spareValues(besides value: LinkValue, of member: LinkMember) -> some Sequence<LinkValue> {
        (0..<UInt64(4094)).lazy.compactMap { number -> LinkValue? in
            let low = [UInt8(number >> 8), UInt8(truncatingIfNeeded: number) | 1]
            switch value {
            case .number where numbers.contains(member): return .number((member == .vlanID ? 4094 : 0xFF_FFFF) - number)
            case .address(let address):
                // To the one no packet leaves (`ip_route_output_key_hash_rcu()`, `net/ipv4/route.c`), the other is nobody's (RFC 6666).
                let isIPv4 = address.family == .inet4
                return IPAddress(bytes: isIPv4 ? [0, 0] + low : [1] + [UInt8](repeating: 0, count: 13) + low)
                    .map(LinkValue.address)
            case .bytes(let bytes) where bytes.count == 6: return .bytes([0x02, 0, 0, 0] + low)
            default: return nil
            }
        }
    }

    private static let numbers: Set<LinkMember> = [.vlanID, .vxlanID, .geneveID]

    /// What links have of members that the kernel doesn't always tell.
    private static let untold: [LinkMember: LinkValue] = {
        var untold: [LinkMember: LinkValue] = [.vlanProtocol: .number(VLANProtocol.customer.kernelNumber)]
        for member: LinkMember in [
            .geneveRemote, .geneveRemote6, .ipTunnelRemote, .ipTunnelLocal, .ipTunnelLink, .greLink, .greInKey,
            .greInKeyed, .greRemote, .greLocal,
        ] { untold[member] = .number(0) }
        return untold
    }()
}
