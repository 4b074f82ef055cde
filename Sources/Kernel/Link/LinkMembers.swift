/// Every kind of link whose members are known: the one list to add one to.
extension LinkMember {
    /// By `IFLA_INFO_KIND`.
    static let kinds: [String: [LinkMember]] = [
        "bond": bond, "bridge": bridge, "geneve": geneve, "gretap": gre, "ip6gretap": gre, "ipip": ipTunnel,
        "ipvlan": ipvlan, "macvlan": macvlan, "macvtap": macvlan, "sit": ipTunnel, "tun": tun, "vlan": vlan,
        "vrf": [vrfTable], "vxlan": vxlan,
    ]

    /// Of ports, by `IFLA_INFO_SLAVE_KIND`.
    static let ports: [String: [LinkMember]] = ["bond": bondPorts, "bridge": bridgePort]

    /// The member with a name, of whatever kind of link; `nil` for none that `KernelLink.values` holds.
    public static func named(_ name: String) -> LinkMember? { byName[name] }

    private static let byName = Dictionary(
        (general + [bridgeVLANs, bridgePortVLANs] + kinds.values.joined() + ports.values.joined()).map { ($0.name, $0) }
    ) { $1 }
}
