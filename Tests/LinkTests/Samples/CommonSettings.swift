import Resources

extension LinkTrial {
    /// What any link has, on links of several kinds.
    static let common = [
        general("vxlan", ["vxlan": ["vni": 5, "linkName": "eth0"]], mtu: 1450), general("ifb", [:], queueLength: 32),
        general("tun", ["tun": ["mode": "tap"]]), general("tun", ["tun": ["mode": "tun"]], queueLength: 500),
        general("ipip", ["ipTunnel": ["local": "192.0.2.1", "remote": "192.0.2.9"]], mtu: 1480),
        general("macvlan", ["parentName": "eth0"]), general("macvtap", ["parentName": "eth0"], queueLength: 500),
    ]

    private static func general(
        _ kind: String, _ spec: JSON, mtu: JSON = 1500, queueLength: JSON = 1000
    ) -> LinkTrial {
        LinkTrial(
            kind: kind, title: "what any link has", spec: spec,
            members: [
                // The kernel tells nobody of limits alone, but of any group that is set.
                Member("mtu", [1400, 1300], "/mtu", [1400, 1300, mtu], harm: "link set x0 mtu 1350"),
                Member(
                    "txQueueLength", [55, 66], "/txqlen", [55, 66, queueLength],
                    harm: "link set x0 txqueuelen 77 group 0"),
                Member("group", [7, 8], "/group", ["7", "8", "default"], harm: "link set x0 group 9"),
                Member("promiscuous", [true, false], "/promiscuity", [1, 0, 0], harm: "link set x0 promisc on"),
                Member(
                    "gsoMaxSize", [5000, 6000], "/gso_max_size", [5000, 6000, 65536],
                    harm: "link set x0 gso_max_size 7000 group 0"),
                Member(
                    "gsoMaxSegments", [44, 55], "/gso_max_segs", [44, 55, 65535],
                    harm: "link set x0 gso_max_segs 66 group 0"),
                Member(
                    "groMaxSize", [5000, 6000], "/gro_max_size", [5000, 6000, 65536],
                    harm: "link set x0 gro_max_size 7000 group 0"),
                Member(
                    "altNames", [["first-further-name"], ["second-name", "third-name"]], "/altnames",
                    [["first-further-name"], ["second-name", "third-name"], .null],
                    harm: "link property add dev x0 altname theirs"),
            ])
    }
}
