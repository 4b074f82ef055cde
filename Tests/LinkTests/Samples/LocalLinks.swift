import Resources

extension LinkTrial {
    private static let flagShown: [JSON] = [true, .null, .null]

    /// Links that stay on the host.
    static let local =
        ["macvlan", "macvtap"].map(macvlan) + [
            ipvlan, tun,
        ] + ["macvlan", "macvtap", "ipvlan"].map(below)

    private static func below(_ kind: String) -> LinkTrial {
        LinkTrial(
            kind: kind, title: "its link below",
            members: [
                Member(
                    "parentName", ["eth0", "eth0p"], "/link", ["eth0", "eth0p"], rebuilds: true,
                    futile: "link set x0 link eth0 type \(kind)")
            ])
    }

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
                Member(
                    "noPromiscuity", [true, false], "nopromisc", flagShown, with: ["mode": "passthru"],
                    harm: "link set x0 type \(kind) mode passthru nopromisc"),
                Member(
                    "sources", [["02:00:00:00:00:05"], ["02:00:00:00:00:06"]], "macaddr_data",
                    [["02:00:00:00:00:05"], ["02:00:00:00:00:06"]], with: ["mode": "source"],
                    harm: "link set x0 type \(kind) macaddr add 02:00:00:00:00:09"),
                Member(
                    "noDestination", [true, false], "nodst", flagShown, with: ["mode": "source", "sources": []],
                    harm: "link set x0 type \(kind) mode source nodst"),
            ])
    }

    private static let ipvlan = LinkTrial(
        kind: "ipvlan", part: "ipvlan", spec: ["parentName": "eth0"],
        members: [
            Member("mode", ["l2", "l3s"], "mode", ["l2", "l3s", "l3"], harm: "link set x0 type ipvlan mode l3"),
            Member(
                "isolation", ["private", "vepa"], "private", flagShown, harm: "link set x0 type ipvlan mode l3 private"),
            Member("isolation", ["vepa", "bridge"], "vepa", flagShown, with: ["mode": "l2"]),
        ])

    private static let tun = LinkTrial(
        kind: "tun", part: "tun", own: ["mode": "tap"],
        members: [
            Member(
                "mode", ["tap", "tun"], "type", ["tap", "tun"], rebuilds: true, futile: opening(flags: 0x1002)),
            Member("owner", [5, 3], "user", ["games", "sys", .null], dropRebuilds: true, harm: opening(then: 0xCC)),
            Member("group", [6, 7], "group", ["disk", "lp", .null], dropRebuilds: true, harm: opening(then: 0xCE)),
            Member(
                "multiQueue", [true, false], "multi_queue", [true, false, false], rebuilds: true,
                futile: opening(flags: 0x1102)),
            Member("vnetHeader", [true, false], "vnet_hdr", [true, false, false], harm: opening(flags: 0x5002)),
            Member("packetInfo", [true, false], "pi", [true, false, false], harm: opening(flags: 0x0002)),
        ])

    /// A program that opens the link, says what it wants of it, and perhaps one thing more with the number 9: TUNSETIFF,
    /// TUNSETOWNER and TUNSETGROUP of `linux/if_tun.h`, and its IFF_* as flags.
    private static func opening(flags: Int = 0x1002, then request: Int? = nil) -> String {
        let further = request.map { ";ioctl(F,\(0x4004_5400 + $0),9)or(die)" } ?? ""
        return
            "perl -e sysopen(F,\"/dev/net/tun\",2)or(die);$r=pack(\"a16s\",\"x0\",\(flags));ioctl(F,\(0x4004_54CA),$r)or(die)"
            + further
    }
}
