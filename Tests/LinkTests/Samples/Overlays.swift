import Resources

extension LinkTrial {
    private static let flagShown: [JSON] = [true, .null, .null]

    /// Networks of Ethernet over UDP.
    static let overlays = [vxlan, vxlanOverIPv6, externalVXLAN, geneve, geneveOverIPv6, externalGeneve]

    private static let vxlan = LinkTrial(
        kind: "vxlan", part: "vxlan", own: ["vni": 5],
        members: [
            Member("vni", [5, 7], "id", [5, 7], rebuilds: true, futile: "link set x0 type vxlan id 9"),
            Member(
                "local", ["192.0.2.1", "192.0.2.3"], "local", ["192.0.2.1", "192.0.2.3", .null],
                harm: "link set x0 type vxlan id 5 local 192.0.2.4"),
            Member(
                "remote", ["192.0.2.9", "192.0.2.10"], "remote", ["192.0.2.9", "192.0.2.10", .null],
                harm: "link set x0 type vxlan id 5 remote 192.0.2.4"),
            Member(
                "remote", ["239.1.1.1", "239.1.1.2"], "group", ["239.1.1.1", "239.1.1.2", .null],
                with: ["linkName": "eth0"]),
            Member(
                "linkName", ["eth0", "eth0p"], "link", ["eth0", "eth0p", .null], dropRebuilds: true,
                harm: "link set x0 type vxlan id 5 dev eth0"),
            Member(
                "port", [4790, 4791], "port", [4790, 4791, 4789], rebuilds: true,
                futile: "link set x0 type vxlan id 5 dstport 4999"),
            Member(
                "portRange", [["low": 100, "high": 200], ["low": 7, "high": 7]], "port_range",
                [["low": 100, "high": 200], ["low": 7, "high": 7], ["low": 0, "high": 0]], rebuilds: true,
                futile: "link set x0 type vxlan id 5 srcport 300 400"),
            Member("ttl", [9, 10], "ttl", [9, 10, 0], harm: "link set x0 type vxlan id 5 ttl 3"),
            Member(
                "ttlInherit", [true, false], "ttl", [.null, 0, 0], with: ["l2miss": true], rebuilds: true,
                futile: "link set x0 type vxlan id 5 ttl inherit"),
            Member("tos", [8, 16], "tos", ["0x8", "0x10", .null], harm: "link set x0 type vxlan id 5 tos 4"),
            Member(
                "df", ["set", "inherit"], "df", ["set", "inherit", "unset"],
                harm: "link set x0 type vxlan id 5 df unset"),
            Member(
                "learning", [false, true], "learning", [false, true, true],
                harm: "link set x0 type vxlan id 5 nolearning"),
            Member(
                "proxy", [true, false], "proxy", flagShown, rebuilds: true, futile: "link set x0 type vxlan id 5 proxy"),
            Member("rsc", [true, false], "rsc", flagShown, rebuilds: true, futile: "link set x0 type vxlan id 5 rsc"),
            Member(
                "l2miss", [true, false], "l2miss", flagShown, rebuilds: true,
                futile: "link set x0 type vxlan id 5 l2miss"),
            Member(
                "l3miss", [true, false], "l3miss", flagShown, rebuilds: true,
                futile: "link set x0 type vxlan id 5 l3miss"),
            Member(
                "udpChecksum", [false, true], "udp_csum", [false, true, true], rebuilds: true,
                futile: "link set x0 type vxlan id 5 noudpcsum"),
            Member(
                "udpZeroChecksum6Transmit", [true, false], "udp_zero_csum6_tx", [true, false, false], rebuilds: true,
                futile: "link set x0 type vxlan id 5 udp6zerocsumtx"),
            Member(
                "udpZeroChecksum6Receive", [true, false], "udp_zero_csum6_rx", [true, false, false], rebuilds: true,
                futile: "link set x0 type vxlan id 5 udp6zerocsumrx"),
            Member("ageing", [100, 200], "ageing", [100, 200, 300], harm: "link set x0 type vxlan id 5 ageing 30"),
            Member(
                "limit", [7, 8], "limit", [7, 8, .null], rebuilds: true,
                futile: "link set x0 type vxlan id 5 maxaddress 99"),
            Member("gbp", [true, false], "gbp", flagShown, rebuilds: true, futile: "link set x0 type vxlan id 5 gbp"),
        ])

    private static let vxlanOverIPv6 = LinkTrial(
        kind: "vxlan", title: "over IPv6", part: "vxlan", own: ["vni": 6, "remote": "fd00::2"],
        members: [
            Member(
                "local", ["fd00::1", "fd00::3"], "local6", ["fd00::1", "fd00::3", .null], dropRebuilds: true,
                harm: "link set x0 type vxlan id 6 local fd00::7"),
            Member(
                "remote", ["fd00::2", "fd00::4"], "remote6", ["fd00::2", "fd00::4", .null], dropRebuilds: true,
                harm: "link set x0 type vxlan id 6 remote fd00::7"),
            Member(
                "remote", ["fd00::2", "192.0.2.9"], "remote6", ["fd00::2", .null, .null], with: ["ttl": 3],
                rebuilds: true, dropRebuilds: false),
            Member(
                "flowLabel", [18, 19], "label", ["0x12", "0x13", .null],
                harm: "link set x0 type vxlan id 6 flowlabel 0x99"),
        ])

    private static let externalVXLAN = LinkTrial(
        kind: "vxlan", title: "external", part: "vxlan", own: ["collectMetadata": true],
        members: [
            Member(
                "collectMetadata", [true, true], "external", [true, true],
                futile: "link set x0 type vxlan id 0 noexternal"),
            Member("port", [4790, 4791], "port", [4790, 4791, 4789], rebuilds: true),
            Member("ttl", [9, 10], "ttl", [9, 10, 0]),
        ])

    private static let geneve = LinkTrial(
        kind: "geneve", part: "geneve", own: ["vni": 5, "remote": "192.0.2.9"],
        members: [
            Member(
                "vni", [5, 7], "id", [5, 7], rebuilds: true, futile: "link set x0 type geneve id 9 remote 192.0.2.9"),
            Member(
                "remote", ["192.0.2.9", "192.0.2.10"], "remote", ["192.0.2.9", "192.0.2.10"],
                harm: "link set x0 type geneve id 5 remote 192.0.2.4"),
            Member(
                "remote", ["192.0.2.9", "fd00::2"], "remote", ["192.0.2.9", .null], with: ["ttl": 3], rebuilds: true),
            Member(
                "port", [77, 78], "port", [77, 78, 6081], rebuilds: true,
                futile: "link set x0 type geneve id 5 remote 192.0.2.9 dstport 99"),
            Member("ttl", [9, 10], "ttl", [9, 10, 0], harm: "link set x0 type geneve id 5 remote 192.0.2.9 ttl 3"),
            Member(
                "ttlInherit", [true, false], "ttl", [.null, 0, 0], with: ["tos": 8], rebuilds: true,
                harm: "link set x0 type geneve id 5 remote 192.0.2.9 ttl inherit"),
            Member(
                "tos", [8, 16], "tos", ["0x8", "0x10", .null],
                harm: "link set x0 type geneve id 5 remote 192.0.2.9 tos 4"),
            Member(
                "df", ["set", "inherit"], "df", ["set", "inherit", "unset"],
                harm: "link set x0 type geneve id 5 remote 192.0.2.9 df unset"),
            Member(
                "udpChecksum", [true, false], "udp_csum", [true, false, false], rebuilds: true,
                futile: "link set x0 type geneve id 5 remote 192.0.2.9 udpcsum"),
        ])

    private static let geneveOverIPv6 = LinkTrial(
        kind: "geneve", title: "over IPv6", part: "geneve", own: ["vni": 5, "remote": "fd00::2"],
        members: [
            Member(
                "remote", ["fd00::2", "fd00::3"], "remote6", ["fd00::2", "fd00::3"],
                harm: "link set x0 type geneve id 5 remote fd00::4"),
            Member(
                "flowLabel", [18, 19], "label", ["0x12", "0x13", .null],
                harm: "link set x0 type geneve id 5 remote fd00::2 flowlabel 0x99"),
            Member(
                "udpZeroChecksum6Transmit", [true, false], "udp_zero_csum6_tx", [true, false, false], rebuilds: true,
                futile: "link set x0 type geneve id 5 remote fd00::2 udp6zerocsumtx"),
            Member(
                "udpZeroChecksum6Receive", [true, false], "udp_zero_csum6_rx", [true, false, false], rebuilds: true,
                futile: "link set x0 type geneve id 5 remote fd00::2 udp6zerocsumrx"),
        ])

    private static let externalGeneve = LinkTrial(
        kind: "geneve", title: "external", part: "geneve", own: ["collectMetadata": true],
        members: [
            Member(
                "collectMetadata", [true, true], "external", [true, true],
                futile: "link set x0 type geneve id 0 remote 192.0.2.9"),
            Member("port", [77, 78], "port", [77, 78, 6081], rebuilds: true),
            Member("df", ["set", "inherit"], "df", ["set", "inherit", "unset"], rebuilds: true),
        ])
}
