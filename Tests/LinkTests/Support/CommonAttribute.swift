import Resources

/// One thing that can be said of any link, and where `ip` shows it.
struct CommonAttribute: Sendable {
    /// The member of the spec.
    let member: String
    /// Two values.
    let values: (JSON, JSON)
    /// Where `ip -d -j link show` has it.
    let witness: String
    /// What is shown there of them.
    let shows: (JSON, JSON)
    /// What somebody else does to it while it has the second value, or the first of `up`; after `ip link`.
    let harm: String

    /// What the tables call it.
    var name: String { member == "vrfSlave" ? "master" : member }

    /// The attribute with which a link is up comes last: a link that is down keeps what else it was told.
    static let all = [
        CommonAttribute(
            member: "mtu", values: (1400, 1300), witness: "mtu", shows: (1400, 1300), harm: "set x0 mtu 1350"),
        CommonAttribute(
            member: "hardwareAddr", values: ("02:00:00:00:00:21", "02:00:00:00:00:22"), witness: "address",
            shows: ("02:00:00:00:00:21", "02:00:00:00:00:22"), harm: "set x0 address 02:00:00:00:00:23"),
        CommonAttribute(
            member: "multicast", values: (true, false), witness: "flags.MULTICAST", shows: (true, false),
            harm: "set x0 multicast on"),
        CommonAttribute(
            member: "promiscuous", values: (true, false), witness: "promiscuity", shows: (1, 0),
            harm: "set x0 promisc on"),
        CommonAttribute(
            member: "group", values: (7, 8), witness: "group", shows: ("7", "8"), harm: "set x0 group 9"),
        // The kernel tells nobody of limits alone, but of any group that is set.
        CommonAttribute(
            member: "txQueueLength", values: (55, 66), witness: "txqlen", shows: (55, 66),
            harm: "set x0 txqueuelen 77 group 0"),
        CommonAttribute(
            member: "gsoMaxSize", values: (5000, 6000), witness: "gso_max_size", shows: (5000, 6000),
            harm: "set x0 gso_max_size 7000 group 0"),
        CommonAttribute(
            member: "gsoMaxSegments", values: (44, 55), witness: "gso_max_segs", shows: (44, 55),
            harm: "set x0 gso_max_segs 66 group 0"),
        CommonAttribute(
            member: "groMaxSize", values: (5000, 6000), witness: "gro_max_size", shows: (5000, 6000),
            harm: "set x0 gro_max_size 7000 group 0"),
        CommonAttribute(
            member: "altNames", values: (["first-further-name"], ["second-name", "third-name"]), witness: "altnames",
            shows: (["first-further-name"], ["second-name", "third-name"]), harm: "property add dev x0 altname theirs"),
        CommonAttribute(
            member: "vrfSlave", values: (["masterName": "red"], ["masterName": "blue"]), witness: "master",
            shows: ("red", "blue"), harm: "set x0 nomaster"),
        CommonAttribute(
            member: "up", values: (true, false), witness: "flags.UP", shows: (true, false), harm: "set x0 down"),
    ]
}
