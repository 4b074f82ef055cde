import Resources

extension KindLife {
    /// Kinds that stay on the host, and a link that is found.
    static let virtual = [
        KindLife(kind: "", before: ["link add x0 type dummy"]),
        KindLife(kind: "bond", spec: ["bondMaster": ["mode": "active-backup"]]),
        KindLife(kind: "bridge"), KindLife(kind: "dummy"), KindLife(kind: "ifb", rebuilt: ["hardwareAddr"]),
        KindLife(kind: "veth", spec: ["veth": ["peerName": "y0"]]),
        KindLife(kind: "vlan", spec: ["parentName": "eth0", "vlan": ["vlanID": 5]]),
        KindLife(kind: "vrf", spec: ["vrfMaster": ["table": 10]], fixed: ["master"]),
        KindLife(kind: "macvlan", spec: ["parentName": "eth0"]),
        KindLife(kind: "macvtap", spec: ["parentName": "eth0"]),
        KindLife(kind: "ipvlan", spec: ["parentName": "eth0"], fixed: ["hardwareAddr"]),
    ]

    /// Kinds that lead elsewhere.
    static let tunnels = [
        KindLife(kind: "vxlan", spec: ["vxlan": ["vni": 5, "linkName": "eth0"]]),
        KindLife(kind: "geneve", spec: ["geneve": ["vni": 5, "remote": "192.0.2.9"]]),
        KindLife(kind: "gretap", spec: ["gre": ["local": "192.0.2.1", "remote": "192.0.2.9"]]),
        KindLife(kind: "ip6gretap", spec: ["gre": ["local": "fd00::1", "remote": "fd00::9"]]),
        KindLife(
            kind: "ipip", spec: ["ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.9"]], fixed: ["hardwareAddr"]),
        KindLife(
            kind: "sit", spec: ["ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.9"]], fixed: ["hardwareAddr"]),
        KindLife(kind: "tun", title: " of Ethernet", spec: ["tun": ["mode": "tap"]]),
        KindLife(kind: "tun", title: " of IP", spec: ["tun": ["mode": "tun"]], fixed: ["hardwareAddr"]),
        KindLife(kind: "wireguard", fixed: ["hardwareAddr"]),
    ]
}
