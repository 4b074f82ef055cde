import Resources

extension LinkTrial {
    private static let flagShown: [JSON] = [true, .null, .null]

    /// Tunnels of GRE and of IP in IP.
    static let tunnels =
        [gre("gretap", "192.0.2.", gretap), gre("ip6gretap", "fd00::", ip6gretap)] + ["ipip", "sit"].map(ipTunnel)

    private static func gre(_ kind: String, _ net: String, _ further: [Member]) -> LinkTrial {
        LinkTrial(
            kind: kind, part: "gre", own: ["local": .string(net + "1"), "remote": .string(net + "9")],
            members: [
                Member(
                    "local", [.string(net + "1"), .string(net + "3")], "local",
                    [.string(net + "1"), .string(net + "3"), "any"], harm: "link set x0 type \(kind) local \(net)7"),
                Member(
                    "remote", [.string(net + "9"), .string(net + "8")], "remote",
                    [.string(net + "9"), .string(net + "8"), "any"], harm: "link set x0 type \(kind) remote \(net)7"),
                Member(
                    "linkName", ["eth0", "eth0p"], "link", ["eth0", "eth0p", .null],
                    harm: "link set x0 type \(kind) dev eth0"),
                Member(
                    "inKey", [5, 6], "ikey", ["0.0.0.5", "0.0.0.6", .null], harm: "link set x0 type \(kind) ikey 9"),
                Member(
                    "outKey", [5, 0], "okey", ["0.0.0.5", "0.0.0.0", .null], harm: "link set x0 type \(kind) okey 9"),
                Member("inChecksum", [true, false], "icsum", flagShown, harm: "link set x0 type \(kind) icsum"),
                Member("outChecksum", [true, false], "ocsum", flagShown, harm: "link set x0 type \(kind) ocsum"),
                Member("inSequence", [true, false], "iseq", flagShown, harm: "link set x0 type \(kind) iseq"),
                Member("outSequence", [true, false], "oseq", flagShown, harm: "link set x0 type \(kind) oseq"),
                Member("ttl", [7, 9], "ttl", [7, 9, 0], harm: "link set x0 type \(kind) ttl 33"),
            ] + further)
    }

    private static let gretap = [
        Member("tos", [8, 16], "tos", ["0x8", "0x10", .null], harm: "link set x0 type gretap tos 4"),
        Member(
            "pathMTUDiscovery", [false, true], "pmtudisc", [false, true, true], with: ["tos": 8],
            harm: "link set x0 type gretap ttl 0 nopmtudisc"),
    ]

    private static let ip6gretap = [
        Member("tos", [32, 64], "tclass", ["0x20", "0x40", "0x00"], harm: "link set x0 type ip6gretap tclass 0x4"),
        Member(
            "trafficClassInherit", [true, false], "ip6_tnl_f_use_orig_tclass", flagShown, with: ["ttl": 5],
            harm: "link set x0 type ip6gretap tclass inherit"),
        Member(
            "flowLabel", [18, 19], "flowlabel", ["0x00012", "0x00013", "0x00000"],
            harm: "link set x0 type ip6gretap flowlabel 0x99"),
        Member(
            "flowLabelInherit", [true, false], "ip6_tnl_f_use_orig_flowlabel", flagShown, with: ["ttl": 5],
            harm: "link set x0 type ip6gretap flowlabel inherit"),
        Member("encapLimit", [3, 4], "encap_limit", [3, 4, 0], harm: "link set x0 type ip6gretap encaplimit 7"),
        Member(
            "noEncapLimit", [true, false], "ip6_tnl_f_ign_encap_limit", flagShown, with: ["ttl": 5],
            harm: "link set x0 type ip6gretap encaplimit none"),
    ]

    private static func ipTunnel(_ kind: String) -> LinkTrial {
        LinkTrial(
            kind: kind, part: "ipTunnel", own: ["local": "192.0.2.1", "remote": "192.0.2.9"],
            members: [
                Member(
                    "local", ["192.0.2.1", "192.0.2.3"], "local", ["192.0.2.1", "192.0.2.3", "any"],
                    harm: "link set x0 type \(kind) local 192.0.2.7"),
                Member(
                    "remote", ["192.0.2.9", "192.0.2.8"], "remote", ["192.0.2.9", "192.0.2.8", "any"],
                    dropRebuilds: true, harm: "link set x0 type \(kind) remote 192.0.2.7"),
                Member(
                    "linkName", ["eth0", "eth0p"], "link", ["eth0", "eth0p", .null],
                    harm: "link set x0 type \(kind) dev eth0"),
                Member("ttl", [7, 9], "ttl", [7, 9, kind == "sit" ? 64 : 0], harm: "link set x0 type \(kind) ttl 33"),
                Member("tos", [8, 16], "tos", ["0x8", "0x10", .null], harm: "link set x0 type \(kind) tos 4"),
                Member(
                    "pathMTUDiscovery", [false, true], "pmtudisc", [false, true, true], with: ["tos": 8],
                    harm: "link set x0 type \(kind) ttl 0 nopmtudisc"),
            ])
    }
}
