import Resources

extension LinkSample {
    /// Bridges with all that a spec can say of them.
    static let bridges = [
        LinkSample(
            name: "a bridge at its defaults", link: "br0", spec: ["kind": "bridge", "up": true],
            shows: ["linkinfo.info_kind": "bridge", "linkinfo.info_data.stp_state": 0, "mtu": 1500],
            status: ["kind": "bridge", "bridgeMaster.stp.enabled": false],
            changes: [
                .init(
                    name: "spanning tree",
                    spec: ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]],
                    shows: ["linkinfo.info_data.stp_state": 1]),
                .init(
                    name: "MTU", spec: ["kind": "bridge", "up": true, "mtu": 1400],
                    shows: ["mtu": 1400, "linkinfo.info_data.stp_state": 0]),
            ],
            harms: [.init(name: "deleted", commands: ["ip link delete br0"])]),
        LinkSample(
            name: "a bridge with every attribute", link: "br0", spec: bridgeRows.spec(bridgeBase),
            shows: bridgeRows.shows,
            status: [
                "bridgeMaster.stp.helloTime": "1s", "bridgeMaster.vlan.protocol": "802.1ad",
                "bridgeMaster.multicast.router": "permanent", "bridgeMaster.linkLocalLearning": false,
                "bridgeMaster.multicast.queryInterval": "1m0s",
            ],
            changes: bridgeRows.changes(bridgeBase), harms: bridgeRows.harms, witnesses: bridgeRows.witnesses),
        LinkSample(
            name: "a bridge with a port", before: ["link add p0 up type dummy"], link: "br0",
            spec: ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]],
            others: [("LinkSpec/p0", ["up": true, "bridgeSlave": ["masterName": "br0", "hairpin": true]])],
            shows: ["linkinfo.info_kind": "bridge", "linkinfo.info_data.stp_state": 1],
            othersShow: ["p0": ["master": "br0", "linkinfo.info_slave_data.hairpin": true]],
            status: ["kind": "bridge", "bridgeMaster.stp.enabled": true],
            changes: [
                // The kernel takes this from a bridge whose ports have no VLANs only.
                .init(
                    name: "statistics of ports' VLANs",
                    spec: ["kind": "bridge", "up": true, "bridgeMaster": ["vlan": ["statisticsPerPort": true]]],
                    shows: ["linkinfo.info_data.vlan_stats_per_port": 1])
            ],
            harms: [
                .init(name: "spanning tree", commands: ["ip link set br0 type bridge stp_state 0"]),
                .init(name: "deleted", commands: ["ip link delete br0"]),
            ],
            leaves: ["p0": ["master": .null, "linkinfo.info_kind": "dummy"]]),
        LinkSample(
            name: "a port with every attribute", before: ["link add br0 up type bridge"],
            link: "p0", spec: portRows.spec(portBase), shows: portRows.shows,
            status: [
                "bridgeSlave.masterName": "br0", "bridgeSlave.cost": 50, "bridgeSlave.multicastRouter": "permanent",
            ],
            changes: portRows.changes(portBase), harms: portRows.harms, witnesses: portRows.witnesses,
            leaves: ["br0": ["linkinfo.info_kind": "bridge"]]),
    ]

    /// What has VLANs: bridges and their ports.
    static let bridgeVLANs = [
        LinkSample(
            name: "a bridge with VLANs of its own that snoops in each", link: "br0",
            spec: bridge(["vlans": own, "multicast": ["vlanSnooping": true]]),
            shows: ["vlans": ownShown, snooping: 1],
            changes: [
                .init(
                    name: "VLANs", spec: bridge(["vlans": [["vid": 7]], "multicast": ["vlanSnooping": true]]),
                    shows: ["vlans": ["7"]]),
                .init(
                    name: "snooping", spec: bridge(["vlans": own, "multicast": ["vlanSnooping": false]]),
                    shows: ["vlans": ownShown, snooping: 0]),
                .init(
                    name: "again", spec: bridge(["vlans": own, "multicast": ["vlanSnooping": true]]),
                    shows: ["vlans": ownShown, snooping: 1]),
                .init(name: "dropped", spec: bridge([:]), shows: ["vlans": firstShown, snooping: 0]),
            ],
            harms: [
                .init(name: "bridgeMaster.vlans", commands: ["bridge vlan del dev br0 vid 20 self"]),
                .init(
                    name: "bridgeMaster.multicast.vlanSnooping",
                    commands: ["ip link set br0 type bridge mcast_vlan_snooping 0"]),
            ],
            witnesses: ["bridgeMaster.vlans": "vlans", "bridgeMaster.multicast.vlanSnooping": snooping]),
        LinkSample(
            name: "a port with VLANs", before: ["link add br0 up type bridge vlan_filtering 1"], link: "p0",
            spec: port(own), shows: ["vlans": ownShown],
            changes: [
                .init(name: "VLANs", spec: port([["vid": 7]]), shows: ["vlans": ["7"]]),
                .init(
                    name: "dropped", spec: ["kind": "dummy", "up": true, "bridgeSlave": ["masterName": "br0"]],
                    shows: ["vlans": firstShown]),
            ],
            harms: [.init(name: "bridgeSlave.vlans", commands: ["bridge vlan add dev p0 vid 77"])],
            witnesses: ["bridgeSlave.vlans": "vlans"], leaves: ["br0": ["linkinfo.info_kind": "bridge"]]),
    ]

    private static let own: JSON = [["vid": 5, "pvid": true, "untagged": true], ["vid": 20, "to": 22]]
    private static let ownShown: JSON = ["5 PVID Egress Untagged", "20", "21", "22"]
    /// What a bridge and its ports have at first.
    private static let firstShown: JSON = ["1 PVID Egress Untagged"]
    private static let snooping = "linkinfo.info_data.mcast_vlan_snooping"

    private static func bridge(_ further: JSON) -> JSON {
        [
            "kind": "bridge", "up": true,
            "bridgeMaster": JSON.object(["vlan": ["filteringEnabled": true]]).merged(with: further),
        ]
    }

    private static func port(_ vlans: JSON) -> JSON {
        ["kind": "dummy", "up": true, "bridgeSlave": ["masterName": "br0", "vlans": vlans]]
    }

    private static let bridgeBase: JSON = ["kind": "bridge", "up": true]

    private static func bridgeRow(
        _ path: String, _ first: JSON, _ second: JSON, _ word: String, _ shows: (JSON, JSON, JSON)
    ) -> LinkAttributeRow {
        // What it shows as `_cnt` and `_intvl` it takes as `_count` and `_interval`.
        let said = word.replacing("_cnt", with: "_count").replacing("_intvl", with: "_interval")
        return LinkAttributeRow(
            "bridgeMaster.\(path)", first, second, "linkinfo.info_data.\(word)", shows,
            "ip link set br0 type bridge \(said) \(shows.1.text ?? shows.1.canonical)")
    }

    private static let bridgeRows =
        [
            bridgeRow("stp.enabled", true, false, "stp_state", (1, 0, 0)),
            bridgeRow("stp.forwardDelay", "4s", "10s", "forward_delay", (400, 1000, 1500)),
            bridgeRow("stp.helloTime", "1s", "3s", "hello_time", (100, 300, 200)),
            bridgeRow("stp.maxAge", "6s", "30s", "max_age", (600, 3000, 2000)),
            bridgeRow("stp.priority", 4096, 8192, "priority", (4096, 8192, 32_768)),
            bridgeRow("ageingTime", "1m", "10s", "ageing_time", (6000, 1000, 30_000)),
            bridgeRow("groupForwardMask", 8, 16_384, "group_fwd_mask", ("0x8", "0x4000", "0")),
            bridgeRow("linkLocalLearning", false, true, "no_linklocal_learn", (1, 0, 0)),
            bridgeRow("vlan.filteringEnabled", true, false, "vlan_filtering", (1, 0, 0)),
            bridgeRow("vlan.protocol", "802.1ad", "802.1q", "vlan_protocol", ("802.1ad", "802.1Q", "802.1Q")),
            bridgeRow("vlan.defaultPVID", 5, 0, "vlan_default_pvid", (5, 0, 1)),
            bridgeRow("vlan.statistics", true, false, "vlan_stats_enabled", (1, 0, 0)),
            bridgeRow("vlan.statisticsPerPort", true, false, "vlan_stats_per_port", (1, 0, 0)),
        ] + multicastRows

    private static let multicastRows = [
        bridgeRow("multicast.snooping", false, true, "mcast_snooping", (0, 1, 1)),
        bridgeRow("multicast.querier", true, false, "mcast_querier", (1, 0, 0)),
        bridgeRow("multicast.queryUsesAddress", true, false, "mcast_query_use_ifaddr", (1, 0, 0)),
        bridgeRow("multicast.router", "permanent", "off", "mcast_router", (2, 0, 1)),
        bridgeRow("multicast.igmpVersion", 3, 2, "mcast_igmp_version", (3, 2, 2)),
        bridgeRow("multicast.mldVersion", 2, 1, "mcast_mld_version", (2, 1, 1)),
        bridgeRow("multicast.hashMax", 512, 1024, "mcast_hash_max", (512, 1024, 4096)),
        bridgeRow("multicast.statistics", true, false, "mcast_stats_enabled", (1, 0, 0)),
        bridgeRow("multicast.lastMemberCount", 3, 4, "mcast_last_member_cnt", (3, 4, 2)),
        interval("multicast.lastMemberInterval", "2s", "3s", "last_member", (200, 300, 100)),
        bridgeRow("multicast.startupQueryCount", 3, 4, "mcast_startup_query_cnt", (3, 4, 2)),
        interval("multicast.startupQueryInterval", "20s", "30s", "startup_query", (2000, 3000, 3125)),
        interval("multicast.membershipInterval", "100s", "200s", "membership", (10_000, 20_000, 26_000)),
        interval("multicast.querierInterval", "100s", "200s", "querier", (10_000, 20_000, 25_500)),
        interval("multicast.queryInterval", "60s", "100s", "query", (6000, 10_000, 12_500)),
        interval("multicast.queryResponseInterval", "5s", "8s", "query_response", (500, 800, 1000)),
    ]

    private static func interval(
        _ path: String, _ first: JSON, _ second: JSON, _ word: String, _ shows: (JSON, JSON, JSON)
    ) -> LinkAttributeRow {
        bridgeRow(path, first, second, "mcast_\(word)_intvl", shows)
    }

    private static let portBase: JSON = ["kind": "dummy", "up": true, "bridgeSlave": ["masterName": "br0"]]

    private static func portRow(
        _ path: String, _ first: JSON, _ second: JSON, _ shown: String, _ shows: (JSON, JSON, JSON), _ word: String
    ) -> LinkAttributeRow {
        LinkAttributeRow(
            "bridgeSlave.\(path)", first, second, "linkinfo.info_slave_data.\(shown)", shows,
            "ip link set p0 type bridge_slave \(word)")
    }

    private static let portRows = [
        portRow("cost", 50, 60, "cost", (50, 60, 100), "cost 60"),
        portRow("priority", 9, 10, "priority", (9, 10, 32), "priority 10"),
        portRow("hairpin", true, false, "hairpin", (true, false, false), "hairpin off"),
        portRow("isolated", true, false, "isolated", (true, false, false), "isolated off"),
        portRow("learning", false, true, "learning", (false, true, true), "learning on"),
        portRow("unicastFlood", false, true, "flood", (false, true, true), "flood on"),
        portRow("multicastFlood", false, true, "mcast_flood", (false, true, true), "mcast_flood on"),
        portRow("broadcastFlood", false, true, "bcast_flood", (false, true, true), "bcast_flood on"),
        portRow("bpduGuard", true, false, "guard", (true, false, false), "guard off"),
        portRow("rootBlock", true, false, "root_block", (true, false, false), "root_block off"),
        portRow("fastLeave", true, false, "fastleave", (true, false, false), "fastleave off"),
        portRow("neighborSuppression", true, false, "neigh_suppress", (true, false, false), "neigh_suppress off"),
        portRow("proxyARP", true, false, "proxy_arp", (true, false, false), "proxy_arp off"),
        portRow("multicastToUnicast", true, false, "mcast_to_unicast", (true, false, false), "mcast_to_unicast off"),
        portRow("multicastRouter", "permanent", "off", "multicast_router", (2, 0, 1), "mcast_router 0"),
        portRow("locked", true, false, "locked", (true, false, false), "locked off"),
    ]
}
