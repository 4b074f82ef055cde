import Resources

extension LinkTrial {
    private static let flagShown: [JSON] = [true, .null, .null]

    /// Links that stay on the host.
    static let local =
        ["macvlan", "macvtap"].map(macvlan) + [
            ipvlan, tun,
            LinkTrial(
                kind: "macvlan", title: "its link below",
                members: [Member("parentName", ["eth0", "eth0p"], "/link", ["eth0", "eth0p"], rebuilds: true)]),
        ]

    private static func macvlan(_ kind: String) -> LinkTrial {
        LinkTrial(
            kind: kind, part: "macvlan", spec: ["parentName": "eth0"],
            members: [
                Member(
                    "mode", ["bridge", "private"], "mode", ["bridge", "private", "vepa"],
                    harm: "link set x0 type \(kind) mode vepa"),
                Member(
                    "mode", ["passthru", "bridge"], "mode", ["passthru", "bridge", "vepa"],
                    with: ["broadcastQueueLength": 500], rebuilds: true, dropRebuilds: false),
                Member(
                    "broadcastQueueLength", [77, 78], "bcqueuelen", [77, 78, 1000],
                    harm: "link set x0 type \(kind) bcqueuelen 99"),
                Member("noPromiscuity", [true, false], "nopromisc", flagShown, with: ["mode": "passthru"]),
                Member(
                    "sources", [["02:00:00:00:00:05"], ["02:00:00:00:00:06"]], "macaddr_data",
                    [["02:00:00:00:00:05"], ["02:00:00:00:00:06"]], with: ["mode": "source"],
                    harm: "link set x0 type \(kind) macaddr add 02:00:00:00:00:09"),
                Member("noDestination", [true, false], "nodst", flagShown, with: ["mode": "source", "sources": []]),
            ])
    }

    private static let ipvlan = LinkTrial(
        kind: "ipvlan", part: "ipvlan", spec: ["parentName": "eth0"],
        members: [
            Member("mode", ["l2", "l3s"], "mode", ["l2", "l3s", "l3"], harm: "link set x0 type ipvlan mode l3"),
            Member("isolation", ["private", "vepa"], "private", flagShown),
            Member("isolation", ["vepa", "bridge"], "vepa", flagShown, with: ["mode": "l2"]),
        ])

    private static let tun = LinkTrial(
        kind: "tun", part: "tun", own: ["mode": "tap"],
        members: [
            Member("mode", ["tap", "tun"], "type", ["tap", "tun"], rebuilds: true),
            Member("owner", [5, 3], "user", ["games", "sys", .null], dropRebuilds: true),
            Member("group", [6, 7], "group", ["disk", "lp", .null], dropRebuilds: true),
            Member("multiQueue", [true, false], "multi_queue", [true, false, false], rebuilds: true),
            Member("vnetHeader", [true, false], "vnet_hdr", [true, false, false]),
            Member("packetInfo", [true, false], "pi", [true, false, false]),
        ])
}
