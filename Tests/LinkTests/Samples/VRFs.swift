import Resources

extension LinkSample {
    /// VRFs, and links that lead nowhere.
    static let vrfs = [
        LinkSample(
            name: "a VRF with a link", before: ["link add m0 up type dummy"], link: "red",
            spec: ["kind": "vrf", "up": true, "vrfMaster": ["table": 10]],
            others: [
                ("LinkSpec/m0", ["up": true, "vrfSlave": ["masterName": "red"]]), ("AddressSpec/m0/10.9.0.1/24", [:]),
                ("AddressSpec/m0/2001:db8:9::1/64", [:]),
            ],
            shows: ["linkinfo.info_kind": "vrf", "linkinfo.info_data.table": 10, "mtu": 65_575],
            othersShow: ["m0": ["master": "red", "linkinfo.info_slave_kind": "vrf"]],
            status: ["kind": "vrf", "vrfMaster.table": "10"],
            changes: [
                .init(
                    name: "MTU", spec: ["kind": "vrf", "up": true, "mtu": 1500, "vrfMaster": ["table": 10]],
                    shows: ["mtu": 1500]),
                // The kernel can't change it: the VRF is made anew under its number.
                .init(
                    name: "table", spec: ["kind": "vrf", "up": true, "vrfMaster": ["table": 11]],
                    shows: ["linkinfo.info_data.table": 11, "mtu": 65_575]),
            ],
            harms: [
                .init(name: "down", commands: ["ip link set red down"]),
                .init(name: "deleted", commands: ["ip link delete red"]),
                .init(name: "vrfMaster.table", commands: ["ip link set red type vrf table 12"], isFutile: true),
            ],
            witnesses: ["vrfMaster.table": "linkinfo.info_data.table"],
            leaves: ["m0": ["master": .null, "operstate": "UNKNOWN"]])
    ]

    /// Links that lead nowhere.
    static let dummies = [
        LinkSample(
            name: "a link that leads nowhere", link: "d0",
            spec: ["kind": "dummy", "up": true, "mtu": 1400, "multicast": true, "hardwareAddr": "02:00:00:00:00:09"],
            shows: [
                "linkinfo.info_kind": "dummy", "mtu": 1400, "address": "02:00:00:00:00:09",
                "flags": ["BROADCAST", "MULTICAST", "NOARP", "UP", "LOWER_UP"],
            ],
            status: ["kind": "dummy", "mtu": 1400],
            changes: [
                .init(
                    name: "multicast, as a new one", spec: ["kind": "dummy", "up": true],
                    shows: ["flags": ["BROADCAST", "NOARP", "UP", "LOWER_UP"], "mtu": 1500]),
                .init(name: "down", spec: ["kind": "dummy", "up": false], shows: ["operstate": "DOWN"]),
            ],
            harms: [
                .init(name: "MTU", commands: ["ip link set d0 mtu 1300"]),
                .init(name: "address", commands: ["ip link set d0 address 02:00:00:00:00:0a"]),
                .init(name: "multicast", commands: ["ip link set d0 multicast off"]),
                .init(name: "deleted", commands: ["ip link delete d0"]),
            ])
    ]
}
