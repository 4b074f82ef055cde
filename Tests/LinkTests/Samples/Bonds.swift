import Resources

/// An option of a bond: two values, and how `ip -d -j link show` has them.
private struct BondOption {
    /// The member of `bondMaster`.
    let member: String
    let value: JSON
    let other: JSON
    /// Where it is shown, from the top, and as what.
    let witness: String
    let shown: JSON
    let otherShown: JSON
    /// What somebody else sets it to, after `ip link set bond0 type bond`; `nil` where a living bond refuses that.
    var harm: String?
    /// The same where a living bond, or one with ports, refuses it.
    var vain: String?
    /// The same of what `ip` doesn't know, and shows nothing of.
    var vainRequest: (member: BondMember, value: UInt16)?

    init(
        _ member: String, _ value: JSON, _ other: JSON, _ witness: String, shown: JSON? = nil,
        other otherShown: JSON? = nil, harm: String? = nil, vain: String? = nil
    ) {
        (self.member, self.value, self.other) = (member, value, other)
        self.witness = "linkinfo.info_data.\(witness)"
        (self.shown, self.otherShown) = (shown ?? value, otherShown ?? other)
        (self.harm, self.vain) = (harm, vain)
    }

    /// An option that `ip` doesn't know.
    init(unknown member: BondMember, _ value: JSON, _ other: JSON, shown: JSON, other otherShown: JSON, vain: UInt16) {
        (self.member, self.value, self.other) = ("\(member)", value, other)
        (witness, self.shown, self.otherShown) = ("bond.\(member)", shown, otherShown)
        vainRequest = (member, vain)
    }

    /// What somebody else does to it.
    var sampleHarm: LinkSample.Harm? {
        let name = "bondMaster.\(member)"
        if let vainRequest { return .init(name: name, bond: vainRequest, isFutile: true) }
        return (harm ?? vain).map {
            .init(name: name, commands: ["ip link set bond0 type bond \($0)"], isFutile: harm == nil)
        }
    }
}

extension LinkSample {
    /// Bonds of every mode, and between them every option at two values besides the driver's own.
    static let bonds: [LinkSample] = [
        bond(
            "active-backup",
            [
                BondOption("miimon", 100, 50, "miimon", harm: "miimon 150"),
                BondOption("updelay", 200, 400, "updelay", harm: "updelay 300"),
                BondOption("downdelay", 200, 100, "downdelay", harm: "downdelay 300"),
                BondOption("peerNotifyDelay", 100, 200, "peer_notify_delay", harm: "peer_notify_delay 300"),
                BondOption("useCarrier", false, true, "use_carrier", shown: 0, other: 1, harm: "use_carrier 1"),
                BondOption("primary", "p1", "p0", "primary", harm: "primary p0"),
                BondOption("primaryReselect", "better", "failure", "primary_reselect", harm: "primary_reselect always"),
                BondOption("failOverMac", "active", "follow", "fail_over_mac", vain: "fail_over_mac none"),
                BondOption("numPeerNotif", 3, 0, "num_peer_notif", harm: "num_grat_arp 9"),
                BondOption("resendIgmp", 7, 0, "resend_igmp", harm: "resend_igmp 9"),
                BondOption("allSlavesActive", 1, 0, "all_slaves_active", harm: "all_slaves_active 0"),
                BondOption("minLinks", 1, 2, "min_links", harm: "min_links 3"),
            ]),
        bond(
            "active-backup",
            [
                BondOption("arpInterval", 60_000, 90_000, "arp_interval", harm: "arp_interval 30000"),
                BondOption(
                    "arpIpTargets", ["192.0.2.7"], ["192.0.2.9", "192.0.2.8"], "arp_ip_target",
                    harm: "arp_ip_target 192.0.2.1"),
                BondOption(
                    "nsIp6Targets", ["2001:db8::7", "2001:db8::6"], ["2001:db8::8"], "ns_ip6_target",
                    harm: "ns_ip6_target 2001:db8::1"),
                BondOption(
                    "arpValidate", "all", "filter-backup", "arp_validate", other: "filter_backup",
                    harm: "arp_validate active"),
                BondOption("arpAllTargets", "all", "any", "arp_all_targets", harm: "arp_all_targets any"),
                BondOption("missedMax", 3, 4, "arp_missed_max", harm: "arp_missed_max 5"),
            ], "watched by ARP"),
        bond(
            "802.3ad",
            [
                BondOption("lacpRate", "fast", "slow", "ad_lacp_rate", vain: "lacp_rate slow"),
                BondOption("adLacpActive", "off", "on", "ad_lacp_active", vain: "lacp_active on"),
                BondOption("adSelect", "bandwidth", "count", "ad_select", vain: "ad_select stable"),
                BondOption("adActorSysPrio", 1000, 2000, "ad_actor_sys_prio", harm: "ad_actor_sys_prio 3000"),
                BondOption(unknown: .coupledControl, false, true, shown: 0, other: 1, vain: 1),
                BondOption("adUserPortKey", 5, 6, "ad_user_port_key", vain: "ad_user_port_key 9"),
                BondOption(
                    "adActorSystem", "02:00:00:00:00:05", "02:00:00:00:00:06", "ad_actor_system",
                    harm: "ad_actor_system 02:00:00:00:00:08"),
                BondOption(
                    "xmitHashPolicy", "layer3+4", "layer2+3", "xmit_hash_policy", harm: "xmit_hash_policy layer2"),
                BondOption("miimon", 50, 100, "miimon", harm: "miimon 150"),
            ]),
        bond(
            "balance-rr",
            [BondOption("packetsPerSlave", 0, 10, "packets_per_slave", harm: "packets_per_slave 5")]),
        bond(
            "balance-xor",
            [BondOption("xmitHashPolicy", "encap2+3", "encap3+4", "xmit_hash_policy", harm: "xmit_hash_policy layer2")]),
        bond("broadcast", [BondOption("miimon", 100, 50, "miimon", harm: "miimon 0")]),
        bond(
            "balance-tlb",
            [
                BondOption("tlbLogicalLb", 0, 1, "tlb_dynamic_lb", vain: "tlb_dynamic_lb 1"),
                BondOption("lpInterval", 5, 6, "lp_interval", harm: "lp_interval 7"),
            ]),
        bond("balance-alb", [BondOption("tlbLogicalLb", 0, 1, "tlb_dynamic_lb")]),
    ]

    /// What a bond has of which its mode alone is said, as far as that isn't nothing.
    private static let initial: [String: JSON] = [
        "updelay": 0, "downdelay": 0, "peer_notify_delay": 0, "use_carrier": 1, "primary_reselect": "always",
        "fail_over_mac": "none", "num_peer_notif": 1, "resend_igmp": 1, "all_slaves_active": 0, "min_links": 0,
        "arp_interval": 0, "arp_all_targets": "any", "arp_missed_max": 2, "ad_lacp_rate": "slow",
        "ad_lacp_active": "on", "ad_select": "stable", "ad_actor_sys_prio": 65_535, "ad_user_port_key": 0,
        "bond.coupledControl": 1, "ad_actor_system": "00:00:00:00:00:00", "xmit_hash_policy": "layer2",
        "packets_per_slave": 1,
        "tlb_dynamic_lb": 1, "lp_interval": 1,
    ]
    /// In which neighbours may be asked, so that carriers aren't watched unless that is said.
    private static let arpModes: Set = ["active-backup", "balance-rr", "balance-xor", "broadcast"]

    /// A bond with two ports and all of some options.
    private static func bond(_ mode: String, _ options: [BondOption], _ occasion: String = "") -> LinkSample {
        let members = JSON.object(Dictionary(uniqueKeysWithValues: options.map { ($0.member, $0.value) }))
            .merged(with: ["mode": .string(mode)])
        func spec(_ bond: JSON) -> JSON { ["kind": "bond", "up": true, "mtu": 1450, "bondMaster": bond] }
        let data = "linkinfo.info_data"
        let otherMode = mode == "broadcast" ? "balance-xor" : "broadcast"
        let shows = options.reduce(into: [String: JSON]()) { $0[$1.witness] = $1.shown }
        let port = { (place: Int) -> JSON in ["up": true, "masterName": "bond0", "slaveIndex": .integer(Int64(place))] }
        let inBond: Values = ["master": "bond0", "mtu": 1450, "linkinfo.info_slave_kind": "bond", "operstate": "UP"]
        let changes = options.map { option in
            Change(
                name: option.member, spec: spec(members.merged(with: .object([option.member: option.other]))),
                shows: shows.merging([option.witness: option.otherShown]) { $1 })
        }
        return LinkSample(
            name: "a bond of mode \(mode) \(occasion)",
            before: ["p0", "p1"].flatMap { port in
                [
                    "link add \(port) up mtu 1600 type veth peer name \(port)p", "link set \(port)p up mtu 1600",
                    "link set \(port) address 02:00:00:00:01:0\(port.dropFirst())",
                ]
            }, link: "bond0", spec: spec(members),
            others: [("LinkSpec/p0", port(0)), ("LinkSpec/p1", port(1))],
            shows: shows.merging(["linkinfo.info_kind": "bond", "\(data).mode": .string(mode), "mtu": 1450]) { $1 },
            othersShow: ["p0": inBond, "p1": inBond],
            status: options.reduce(into: ["kind": "bond", "bondMaster.mode": .string(mode)]) {
                $0["bondMaster.\($1.member)"] = $1.value
            },
            changes: changes + [
                Change(
                    name: "another mode, then", spec: spec(["mode": .string(otherMode)]),
                    shows: ["\(data).mode": .string(otherMode)]),
                Change(name: "everything as before", spec: spec(members), shows: shows),
                Change(
                    name: "the mode alone", spec: spec(["mode": .string(mode)]),
                    shows: options.reduce(into: [:]) {
                        $0[$1.witness] = initial[String($1.witness.trimmingPrefix("\(data)."))] ?? .null
                    }
                    .merging(["\(data).miimon": arpModes.contains(mode) ? 0 : 100]) { $1 }),
                Change(
                    name: "no option", spec: ["kind": "bond", "up": true],
                    shows: ["\(data).mode": "balance-rr", "\(data).miimon": 0, "mtu": 1500]),
            ],
            harms: options.compactMap(\.sampleHarm) + [
                Harm(
                    name: "bondMaster.mode", commands: ["ip link set bond0 type bond mode \(otherMode)"],
                    isFutile: true),
                Harm(name: "down", commands: ["ip link set bond0 down"]),
                Harm(name: "deleted", commands: ["ip link delete bond0"]),
            ],
            witnesses: options.reduce(into: ["bondMaster.mode": "\(data).mode"]) {
                $0["bondMaster.\($1.member)"] = $1.witness
            },
            leaves: [
                "p0": ["master": .null, "mtu": 1600, "address": "02:00:00:00:01:00", "operstate": "UP"],
                "p1": ["master": .null, "mtu": 1600, "address": "02:00:00:00:01:01", "operstate": "UP"],
            ])
    }

    /// Ports of bonds, with what they have because of that.
    static let bondPorts: [LinkSample] = [
        bondPort("active-backup", ["queueID": 3, "priority": -5], changing: priority),
        bondPort("802.3ad", ["queueID": 2, "actorPriority": 7], changing: actorPriority),
    ]

    private static let portData = "linkinfo.info_slave_data"
    /// Something of a port besides its queue: another value, what it is when nothing is said, where it is shown, and what
    /// somebody else does.
    private typealias PortMember = (name: String, other: JSON, nothing: JSON, witness: String, harm: Harm)
    private static let priority: PortMember = (
        "priority", 8, 0, "\(portData).prio",
        Harm(name: "bondSlave.priority", commands: ["ip link set p0 type bond_slave prio 9"])
    )
    private static let actorPriority: PortMember = (
        "actorPriority", 300, 255, "bond.actorPriority",
        Harm(name: "bondSlave.actorPriority", bond: (.actorPriority, 9))
    )

    private static func bondPort(_ mode: String, _ port: JSON, changing member: PortMember) -> LinkSample {
        func spec(_ port: JSON) -> JSON { ["up": true, "masterName": "bond0", "bondSlave": port] }
        let queue = "\(portData).queue_id"
        let asked: Values = [queue: port["queueID"] ?? .null, member.witness: port[member.name] ?? .null]
        return LinkSample(
            name: "a port of a bond of mode \(mode)",
            before: ["link add p0 up type veth peer name p0p", "link set p0p up"],
            link: "p0", spec: spec(port),
            others: [("LinkSpec/bond0", ["kind": "bond", "up": true, "bondMaster": ["mode": .string(mode)]])],
            shows: asked.merging(["master": "bond0", "operstate": "UP"]) { $1 },
            status: (port.members ?? [:]).reduce(into: [
                "slaveKind": "bond", "masterName": "bond0", "bondSlaveState.miiStatus": "up",
            ]) { $0["bondSlave.\($1.key)"] = $1.value },
            changes: [
                Change(name: "queue", spec: spec(port.merged(with: ["queueID": 5])), shows: [queue: 5]),
                Change(
                    name: member.name, spec: spec(port.merged(with: .object([member.name: member.other]))),
                    shows: [member.witness: member.other]),
                Change(name: "as in the beginning", spec: spec(port), shows: asked),
                Change(
                    name: "dropped", spec: ["up": true, "masterName": "bond0"],
                    shows: [queue: 0, member.witness: member.nothing]),
                Change(name: "released", spec: ["up": true], shows: ["master": .null, "operstate": "UP"]),
                Change(name: "back", spec: spec(port), shows: asked.merging(["master": "bond0"]) { $1 }),
            ],
            harms: [
                Harm(name: "bondSlave.queueID", commands: ["ip link set p0 type bond_slave queue_id 6"]),
                Harm(name: "released", commands: ["ip link set p0 nomaster"]),
                Harm(name: "down", commands: ["ip link set p0 down"]),
                member.harm,
            ],
            witnesses: ["bondSlave.queueID": queue, "bondSlave.\(member.name)": member.witness])
    }
}
