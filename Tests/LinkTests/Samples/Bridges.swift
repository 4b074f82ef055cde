import Resources

extension LinkSample {
    /// Bridges with all that a spec can say of them today.
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
            name: "a bridge with a port", before: ["link add p0 up type dummy"], link: "br0",
            spec: ["kind": "bridge", "up": true, "bridgeMaster": ["stp": ["enabled": true]]],
            others: [("LinkSpec/p0", ["up": true, "bridgeSlave": ["masterName": "br0"]])],
            shows: ["linkinfo.info_kind": "bridge", "linkinfo.info_data.stp_state": 1],
            othersShow: ["p0": ["master": "br0", "linkinfo.info_slave_kind": "bridge"]],
            status: ["kind": "bridge", "bridgeMaster.stp.enabled": true],
            harms: [
                .init(name: "spanning tree", commands: ["ip link set br0 type bridge stp_state 0"]),
                .init(name: "deleted", commands: ["ip link delete br0"]),
            ],
            leaves: ["p0": ["master": .null, "linkinfo.info_kind": "dummy"]]),
    ]
}
