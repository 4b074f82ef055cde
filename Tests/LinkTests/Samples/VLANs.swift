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
            leaves: ["e0": ["linkinfo.info_kind": "dummy"]]),
        LinkSample(
            name: "a VLAN with every attribute", before: parents, link: "e0.5", spec: vlan(every),
            shows: [
                "linkinfo.info_data.flags": ["GVRP", "MVRP", "LOOSE_BINDING"],
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
                .init(
                    name: "reorder", spec: vlan(every.merged(with: ["reorderHeader": true])),
                    shows: ["linkinfo.info_data.flags": ["REORDER_HDR", "GVRP", "MVRP", "LOOSE_BINDING"]]),
                .init(
                    name: "GVRP", spec: vlan(every.merged(with: ["gvrp": false])),
                    shows: ["linkinfo.info_data.flags": ["MVRP", "LOOSE_BINDING"]]),
                .init(
                    name: "MVRP", spec: vlan(every.merged(with: ["mvrp": false])),
                    shows: ["linkinfo.info_data.flags": ["GVRP", "LOOSE_BINDING"]]),
                .init(
                    name: "loose binding", spec: vlan(every.merged(with: ["looseBinding": false])),
                    shows: ["linkinfo.info_data.flags": ["GVRP", "MVRP"]]),
                .init(
                    name: "all dropped", spec: vlan(),
                    shows: [
                        "linkinfo.info_data.flags": ["REORDER_HDR"], "linkinfo.info_data.egress_qos": .null,
                        "linkinfo.info_data.ingress_qos": .null,
                    ]),
            ],
            harms: ["ingress 1:0 2:3", "egress 3:0 9:1", "reorder_hdr on", "gvrp off", "mvrp off", "loose_binding off"]
                .map { .init(name: $0, commands: ["ip link set e0.5 type vlan \($0)"]) }),
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
                    spec: ["kind": "vlan", "up": true, "parentName": "e0", "vlan": ["vlanID": 101]],
                    shows: ["linkinfo.info_data.protocol": "802.1Q", "linkinfo.info_data.id": 101]),
                .init(
                    name: "link below",
                    spec: ["kind": "vlan", "up": true, "parentName": "f0", "vlan": ["vlanID": 101]],
                    shows: ["link": "f0", "linkinfo.info_data.id": 101]),
            ],
            harms: [.init(name: "deleted with the one on it", commands: ["ip link delete e0.100"])],
            leaves: ["e0": ["linkinfo.info_kind": "dummy"]]),
    ]

    private static let parents = ["link add e0 mtu 9000 up type dummy", "link add f0 up type dummy"]

    private static let every: JSON = [
        "ingressMap": [["from": 1, "to": 5]], "egressMap": [["from": 20, "to": 7], ["from": 3, "to": 4]],
        "reorderHeader": false, "gvrp": true, "mvrp": true, "looseBinding": true,
    ]

    private static func vlan(_ members: JSON = [:]) -> JSON {
        ["kind": "vlan", "up": true, "parentName": "e0", "vlan": JSON.object(["vlanID": 5]).merged(with: members)]
    }
}
