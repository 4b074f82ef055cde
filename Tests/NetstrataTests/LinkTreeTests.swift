import Resources
import Testing

@testable import Netstrata

@Suite struct `A tree of links` {
    private static func link(_ name: String, _ index: Int64, _ spec: JSON = [:]) -> JSON {
        let common: JSON = ["index": .integer(index), "type": "ether", "mtu": 1500, "operationalState": "up"]
        return ["metadata": ["id": .string(name)], "spec": common.merged(with: spec)]
    }

    private static func address(_ text: String, _ link: String) -> JSON {
        [
            "metadata": ["id": .string("\(link)/\(text)")],
            "spec": ["address": .string(text), "linkName": .string(link)],
        ]
    }

    @Test func `shows each link below what it lies on`() {
        let tree = LinkTree(
            links: [
                Self.link("br0", 6, ["kind": "bridge"]),
                Self.link(
                    "bond0.10", 5, ["kind": "vlan", "parentName": "bond0", "masterName": "br0", "vlan": ["vlanID": 10]]),
                Self.link("bond0", 4, ["kind": "bond", "bondMaster": ["mode": "802.3ad"]]),
                Self.link("eth1", 3, ["masterName": "bond0"]), Self.link("eth0", 2, ["masterName": "bond0"]),
                Self.link("lo", 1, ["type": "loopback", "mtu": 65_536]),
            ],
            addresses: [Self.address("127.0.0.1/8", "lo"), Self.address("192.0.2.1/24", "bond0")])
        #expect(
            tree.table.rows.map { "\($0[0])|\($0[1])" } == [
                "lo|loopback", "└─ 127.0.0.1/8|", "eth0|physical", "└─ bond0|bond 802.3ad", "   ├─ 192.0.2.1/24|",
                "   └─ bond0.10|vlan 10", "      └─ br0|bridge", "eth1|physical", "└─ bond0|above",
            ])
    }

    @Test(arguments: ["vxlan", "gre", "ipTunnel"])
    func `shows a tunnel below the link that it names`(_ member: String) {
        let named: JSON = .object([member: ["linkName": "eth0"]])
        let tree = LinkTree(
            links: [Self.link("eth0", 3), Self.link("t0", 2, named), Self.link("t1", 4, .object([member: [:]]))],
            addresses: [])
        #expect(tree.table.rows.map { $0[0] } == ["eth0", "└─ t0", "t1"])
    }

    @Test func `ends although links lie on each other`() {
        let tree = LinkTree(
            links: [Self.link("a", 1), Self.link("b", 2, ["parentName": "a", "masterName": "b"])], addresses: [])
        #expect(tree.table.rows.map { $0[0] } == ["a", "└─ b", "   └─ b"])
    }
}
