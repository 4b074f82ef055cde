import Resources

extension LinkSample {
    /// VLANs with all that a spec can say of them.
    static let vlans = [
        LinkSample(
            name: "a VLAN at its defaults", before: parents, link: "e0.5", spec: vlan(),
            shows: [
                "linkinfo.info_kind": "vlan", "linkinfo.info_data.id": 5, "linkinfo.info_data.protocol": "802.1Q",
                "linkinfo.info_data.flags": ["REORDER_HDR"], "link": "e0", "mtu": 9000,
            ],
            status: ["kind": "vlan", "vlan.vlanID": 5, "vlan.vlanProtocol": "802.1q", "parentName": "e0", "mtu": 9000],
            changes: [
                .init(name: "MTU", spec: vlan().merged(with: ["mtu": 1400]), shows: ["mtu": 1400]),
                .init(name: "MTU of the link below", spec: vlan(), shows: ["mtu": 9000]),
            ],
            harms: [
                .init(name: "deleted", commands: ["ip link delete e0.5"]),
                .init(name: "down", commands: ["ip link set e0.5 down"]),
            ],
            witnesses: ["vlan.vlanID": "linkinfo.info_data.id", "parentName": "link"],
            leaves: ["e0": ["linkinfo.info_kind": "dummy"]]),
        LinkSample(
            name: "a VLAN with every attribute", before: parents, link: "e0.5", spec: vlan(every),
            shows: [
                "\(flags).REORDER_HDR": false, "\(flags).GVRP": true, "\(flags).MVRP": true,
                "\(flags).LOOSE_BINDING": true, "\(flags).BRIDGE_BINDING": true,
                "linkinfo.info_data.ingress_qos": [["from": 1, "to": 5]],
                "linkinfo.info_data.egress_qos": [["from": 3, "to": 4], ["from": 20, "to": 7]],
            ],
            status: ["vlan.egressMap": [["from": 3, "to": 4], ["from": 20, "to": 7]], "vlan.gvrp": true],
            changes: [
                .init(
                    name: "ingress", spec: vlan(every.merged(with: ["ingressMap": [["from": 2, "to": 6]]])),
                    shows: ["linkinfo.info_data.ingress_qos": [["from": 2, "to": 6]]]),
                .init(
                    name: "egress", spec: vlan(every.merged(with: ["egressMap": [["from": 3, "to": 1]]])),
                    shows: ["linkinfo.info_data.egress_qos": [["from": 3, "to": 1]]]),
                .init(
                    name: "no maps", spec: vlan(every.merged(with: ["egressMap": [], "ingressMap": []])),
                    shows: ["linkinfo.info_data.egress_qos": .null, "linkinfo.info_data.ingress_qos": .null]),
                flag("reorderHeader", "REORDER_HDR", true), flag("gvrp", "GVRP", false), flag("mvrp", "MVRP", false),
                flag("looseBinding", "LOOSE_BINDING", false), flag("bridgeBinding", "BRIDGE_BINDING", false),
                .init(
                    name: "everything again", spec: vlan(every),
                    shows: [
                        "\(flags).REORDER_HDR": false, "\(flags).GVRP": true, "\(flags).MVRP": true,
                        "\(flags).LOOSE_BINDING": true, "\(flags).BRIDGE_BINDING": true,
                    ]),
                .init(
                    name: "all dropped", spec: vlan(),
                    shows: [
                        "\(flags).REORDER_HDR": true, "\(flags).GVRP": false, "\(flags).MVRP": false,
                        "\(flags).LOOSE_BINDING": false, "\(flags).BRIDGE_BINDING": false,
                        "linkinfo.info_data.egress_qos": .null, "linkinfo.info_data.ingress_qos": .null,
                    ]),
            ],
            harms: [
                ("ingressMap", "ingress 1:0 2:3"), ("egressMap", "egress 3:0 9:1"), ("reorderHeader", "reorder_hdr on"),
                ("gvrp", "gvrp off"), ("mvrp", "mvrp off"), ("looseBinding", "loose_binding off"),
                ("bridgeBinding", "bridge_binding off"),
            ].map { .init(name: "vlan.\($0)", commands: ["ip link set e0.5 type vlan \($1)"]) }
                + [
                    .init(name: "vlan.vlanID", commands: ["ip link set e0.5 type vlan id 6"], isFutile: true),
                    .init(
                        name: "vlan.vlanProtocol", commands: ["ip link set e0.5 type vlan id 5 protocol 802.1ad"],
                        isFutile: true),
                ],
            witnesses: [
                "vlan.ingressMap": "linkinfo.info_data.ingress_qos", "vlan.egressMap": "linkinfo.info_data.egress_qos",
                "vlan.reorderHeader": "\(flags).REORDER_HDR", "vlan.gvrp": "\(flags).GVRP",
                "vlan.mvrp": "\(flags).MVRP", "vlan.looseBinding": "\(flags).LOOSE_BINDING",
                "vlan.bridgeBinding": "\(flags).BRIDGE_BINDING",
            ]),
        LinkSample(
            name: "a VLAN of 802.1ad with one of 802.1Q on it", before: parents, link: "e0.100",
            spec: [
                "kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": 100, "vlanProtocol": "802.1ad"],
            ],
            others: [
                (
                    "LinkSpec/e0.100.5",
                    ["kind": "vlan", "up": true, "parentName": "e0.100", "vlan": ["vlanID": 5]]
                )
            ],
            shows: ["linkinfo.info_data.protocol": "802.1ad", "linkinfo.info_data.id": 100],
            othersShow: ["e0.100.5": ["link": "e0.100", "linkinfo.info_data.id": 5, "operstate": "UP"]],
            status: ["vlan.vlanProtocol": "802.1ad"],
            changes: [
                // The kernel can't change these: the link is made anew under its number, and so is the one on it.
                .init(
                    name: "number",
                    spec: [
                        "kind": "vlan", "up": true, "parentName": "e0",
                        "vlan": ["vlanID": 101, "vlanProtocol": "802.1ad"],
                    ],
                    shows: ["linkinfo.info_data.id": 101, "operstate": "UP"]),
                .init(
                    name: "protocol",
                    spec: [
                        "kind": "vlan", "up": true, "parentName": "e0",
                        "vlan": ["vlanID": 101, "vlanProtocol": "802.1q"],
                    ],
                    shows: ["linkinfo.info_data.protocol": "802.1Q", "linkinfo.info_data.id": 101]),
                .init(
                    name: "protocol again",
                    spec: [
                        "kind": "vlan", "up": true, "parentName": "e0",
                        "vlan": ["vlanID": 101, "vlanProtocol": "802.1ad"],
                    ],
                    shows: ["linkinfo.info_data.protocol": "802.1ad", "link": "e0"]),
                .init(
                    name: "link below, and no protocol",
                    spec: ["kind": "vlan", "up": true, "parentName": "f0", "vlan": ["vlanID": 101]],
                    shows: [
                        "link": "f0", "linkinfo.info_data.id": 101, "linkinfo.info_data.protocol": "802.1Q",
                    ]),
            ],
            harms: [
                .init(name: "deleted with the one on it", commands: ["ip link delete e0.100"]),
                .init(name: "parentName", commands: ["ip link set e0.100 link f0 type vlan id 100"], isFutile: true),
            ],
            witnesses: [
                "vlan.vlanID": "linkinfo.info_data.id", "vlan.vlanProtocol": "linkinfo.info_data.protocol",
                "parentName": "link",
            ],
            leaves: ["e0": ["linkinfo.info_kind": "dummy"]]),
    ]

    private static let parents = ["link add e0 mtu 9000 up type dummy", "link add f0 up type dummy"]

    private static let every: JSON = [
        "ingressMap": [["from": 1, "to": 5]], "egressMap": [["from": 20, "to": 7], ["from": 3, "to": 4]],
        "reorderHeader": false, "gvrp": true, "mvrp": true, "looseBinding": true, "bridgeBinding": true,
    ]
    private static let flags = "linkinfo.info_data.flags"

    /// A change of a flag, with the others as they were.
    private static func flag(_ member: String, _ shown: String, _ isOn: Bool) -> Change {
        Change(
            name: member, spec: vlan(every.merged(with: .object([member: .bool(isOn)]))),
            shows: ["\(flags).\(shown)": .bool(isOn)])
    }

    private static func vlan(_ members: JSON = [:]) -> JSON {
        ["kind": "vlan", "up": true, "parentName": "e0", "vlan": JSON.object(["vlanID": 5]).merged(with: members)]
    }
}
