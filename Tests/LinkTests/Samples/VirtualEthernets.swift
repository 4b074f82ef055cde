import Resources

extension LinkSample {
    /// Virtual Ethernet pairs with all that a spec can say of them today.
    static let virtualEthernets = [
        LinkSample(
            name: "a pair with an address and an MTU", link: "v0",
            spec: [
                "kind": "veth", "up": true, "mtu": 1400, "hardwareAddr": "02:00:00:00:00:07",
                "veth": ["peerName": "v1"],
            ],
            shows: ["linkinfo.info_kind": "veth", "mtu": 1400, "address": "02:00:00:00:00:07", "link": "v1"],
            othersShow: ["v1": ["linkinfo.info_kind": "veth", "operstate": "DOWN"]],
            status: ["kind": "veth", "mtu": 1400, "hardwareAddr": "02:00:00:00:00:07", "veth.peerName": "v1"],
            changes: [
                .init(
                    name: "MTU", spec: ["kind": "veth", "up": true, "mtu": 1300, "veth": ["peerName": "v1"]],
                    shows: ["mtu": 1300]),
                .init(
                    name: "address",
                    spec: ["kind": "veth", "hardwareAddr": "02:00:00:00:00:08", "veth": ["peerName": "v1"]],
                    shows: ["address": "02:00:00:00:00:08"]),
                .init(
                    name: "down", spec: ["kind": "veth", "up": false, "veth": ["peerName": "v1"]],
                    shows: ["operstate": "DOWN"]),
                .init(
                    name: "peer", spec: ["kind": "veth", "up": true, "veth": ["peerName": "v2"]],
                    shows: ["link": "v2"]),
            ],
            harms: [
                .init(name: "MTU", commands: ["ip link set v0 mtu 1300"]),
                .init(name: "down", commands: ["ip link set v0 down"]),
                .init(name: "veth.peerName", commands: ["ip link set v1 name v7"]),
                .init(name: "deleted", commands: ["ip link delete v0"]),
            ],
            witnesses: ["veth.peerName": "link"]),
        LinkSample(
            name: "a pair of which both ends are asked for", link: "v0",
            spec: ["kind": "veth", "up": true, "veth": ["peerName": "v1"]], others: [("LinkSpec/v1", ["up": true])],
            shows: ["linkinfo.info_kind": "veth", "operstate": "UP", "link": "v1"],
            othersShow: ["v1": ["linkinfo.info_kind": "veth", "operstate": "UP"]],
            status: ["kind": "veth", "veth.peerName": "v1", "linkState": true],
            harms: [.init(name: "the other end is deleted", commands: ["ip link delete v1"])],
            stays: true),
    ]
}
