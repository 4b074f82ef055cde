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
                    [.string(net + "9"), .string(net + "8"), "any"]),
                Member("linkName", ["eth0", "eth0p"], "link", ["eth0", "eth0p", .null]),
                Member(
                    "inKey", [5, 6], "ikey", ["0.0.0.5", "0.0.0.6", .null], harm: "link set x0 type \(kind) ikey 9"),
                Member("outKey", [5, 0], "okey", ["0.0.0.5", "0.0.0.0", .null]),
                Member("inChecksum", [true, false], "icsum", flagShown),
                Member("outChecksum", [true, false], "ocsum", flagShown),
                Member("inSequence", [true, false], "iseq", flagShown),
                Member("outSequence", [true, false], "oseq", flagShown),
                Member("ttl", [7, 9], "ttl", [7, 9, 0], harm: "link set x0 type \(kind) ttl 33"),
            ] + further)
    }

    private static let gretap = [
        Member("tos", [8, 16], "tos", ["0x8", "0x10", .null]),
        Member("pathMTUDiscovery", [false, true], "pmtudisc", [false, true, true], with: ["tos": 8]),
    ]

    private static let ip6gretap = [
        Member("tos", [32, 64], "tclass", ["0x20", "0x40", "0x00"]),
        Member("trafficClassInherit", [true, false], "ip6_tnl_f_use_orig_tclass", flagShown, with: ["ttl": 5]),
        Member("flowLabel", [18, 19], "flowlabel", ["0x00012", "0x00013", "0x00000"]),
        Member("flowLabelInherit", [true, false], "ip6_tnl_f_use_orig_flowlabel", flagShown, with: ["ttl": 5]),
        Member("encapLimit", [3, 4], "encap_limit", [3, 4, 0]),
        Member("noEncapLimit", [true, false], "ip6_tnl_f_ign_encap_limit", flagShown, with: ["ttl": 5]),
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
                    dropRebuilds: true),
                Member("linkName", ["eth0", "eth0p"], "link", ["eth0", "eth0p", .null]),
                Member("ttl", [7, 9], "ttl", [7, 9, 0], harm: "link set x0 type \(kind) ttl 33"),
                Member("tos", [8, 16], "tos", ["0x8", "0x10", .null]),
                Member("pathMTUDiscovery", [false, true], "pmtudisc", [false, true, true], with: ["tos": 8]),
            ])
    }
}
