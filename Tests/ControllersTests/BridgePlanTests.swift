import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

/// Bridges, their ports, and VLANs on both.
@Suite struct `Planning bridges and their ports` {
    private static func bridge(filters: Bool = true, pvid: UInt64 = 1) -> KernelLink {
        var link = Sample.link(7, "br0", kind: "bridge")
        link[.bridgeVLANFiltering] = .flag(filters)
        link[.bridgeDefaultPVID] = .number(pvid)
        if filters { link[.bridgeVLANs] = .mappings([1: 6]) }
        return link
    }

    /// A port with the values of a new one.
    private static func port(_ values: [LinkMember: LinkValue] = [:]) -> KernelLink {
        var link = Sample.eth0
        (link.masterIndex, link.slaveKind) = (7, "bridge")
        link.values = [.bridgePortHairpin: .flag(false), .bridgePortVLANs: .mappings([1: 6])]
        link.values.merge(values) { $1 }
        return link
    }

    private static func plan(
        _ id: String, _ members: JSON, _ links: [KernelLink], _ ledger: [String: LedgerEntry] = [:],
        isGoing: Bool = false
    ) throws -> KernelPlan {
        let spec = try Sample.linkSpec(id, members)
        return LinkObject.plan([DesiredSpec(spec, isGoing: isGoing)], given: KernelState(links: links), ledger)
    }

    @Test func `a link joins a bridge and gets what differs from a new port's settings in one step`() throws {
        let slave: JSON = [
            "masterName": "br0", "hairpin": true, "learning": true, "vlans": [["vid": 10, "pvid": true]],
        ]
        let plan = try Self.plan("eth0", ["bridgeSlave": slave], [Sample.eth0, Self.bridge()])
        let values: [LinkMember: LinkValue] = [.bridgePortHairpin: .flag(true), .bridgePortVLANs: .mappings([10: 2])]
        #expect(plan.changes == [.setLink(index: 2, LinkAttributes(masterIndex: 7, values: values))])
        #expect(plan.outcomes["eth0"] == .applied(note: ""))
        // What it gets back when the setting is dropped is what a new port has.
        let original = plan.records.first?.original
        #expect(original?["bridgeSlave.hairpin"] == false)
        #expect(original?["bridgeSlave.vlans"] == [["vid": 1, "pvid": true, "untagged": true]])
    }

    @Test func `VLANs that a new port has anyway aren't set`() throws {
        let slave: JSON = ["masterName": "br0", "vlans": [["vid": 5, "pvid": true, "untagged": true]]]
        let plan = try Self.plan("eth0", ["bridgeSlave": slave], [Sample.eth0, Self.bridge(pvid: 5)])
        #expect(plan.changes == [.setLink(index: 2, LinkAttributes(masterIndex: 7))])
    }

    @Test func `what follows from a link's speed is set when the link is a port`() throws {
        let slave: JSON = ["masterName": "br0", "cost": 50]
        let joining = try Self.plan("eth0", ["bridgeSlave": slave], [Sample.eth0, Self.bridge()])
        #expect(joining.changes == [.setLink(index: 2, LinkAttributes(masterIndex: 7))])
        #expect(
            joining.outcomes["eth0"] == .waiting("bridgeSlave.cost is set when the link is a port of br0"))
        let joined = try Self.plan(
            "eth0", ["bridgeSlave": slave], [Self.port([.bridgePortCost: .number(2)]), Self.bridge()])
        #expect(joined.changes == [.setLink(index: 2, LinkAttributes(values: [.bridgePortCost: .number(50)]))])
        #expect(joined.records.first?.original["bridgeSlave.cost"] == 2)
    }

    @Test func `VLANs of a port wait for a bridge that filters, the rest doesn't`() throws {
        let slave: JSON = ["masterName": "br0", "hairpin": true, "vlans": []]
        var port = Self.port()
        port[.bridgePortVLANs] = nil
        let plan = try Self.plan("eth0", ["bridgeSlave": slave], [port, Self.bridge(filters: false)])
        #expect(plan.changes == [.setLink(index: 2, LinkAttributes(values: [.bridgePortHairpin: .flag(true)]))])
        #expect(
            plan.outcomes["eth0"]
                == .waiting("the bridge br0 doesn't filter VLANs: bridgeMaster.vlan.filteringEnabled makes it"))
    }

    @Test func `settings of a bridge's port wait where the master is something else`() throws {
        let slave: JSON = ["masterName": "br0", "hairpin": true]
        let plan = try Self.plan("eth0", ["bridgeSlave": slave], [Sample.eth0, Sample.link(7, "br0", kind: "bond")])
        #expect(plan.outcomes["eth0"] == .waiting("bridgeSlave: br0 isn't a bridge but a bond"))
    }

    @Test func `an empty list takes all VLANs away, and none said leaves them`() throws {
        let links = [Self.port(), Self.bridge()]
        let none = try Self.plan("eth0", ["bridgeSlave": ["masterName": "br0", "vlans": []]], links)
        #expect(none.changes == [.setLink(index: 2, LinkAttributes(values: [.bridgePortVLANs: .mappings([:])]))])
        #expect(none.steps.first?.operation.isDisruptive == true)
        #expect(try Self.plan("eth0", ["bridgeSlave": ["masterName": "br0"]], links).steps.isEmpty)
    }

    @Test func `VLANs as they should be are left, however the list is cut`() throws {
        let slave: JSON = ["masterName": "br0", "vlans": [["vid": 11], ["vid": 10]]]
        let links = [Self.port([.bridgePortVLANs: .mappings([10: 0, 11: 0])]), Self.bridge()]
        #expect(try Self.plan("eth0", ["bridgeSlave": slave], links).steps.isEmpty)
    }

    @Test func `a port that leaves its bridge isn't set as a port any more`() throws {
        let slave: JSON = ["masterName": "br0", "hairpin": true, "vlans": []]
        let joined = try Self.plan("eth0", ["bridgeSlave": slave], [Sample.eth0, Self.bridge()])
        let ledger = Dictionary(uniqueKeysWithValues: joined.records.map { ($0.object, $0) })
        let port = Self.port([.bridgePortHairpin: .flag(true), .bridgePortVLANs: .mappings([:])])
        let plan = try Self.plan("eth0", ["up": true], [port, Self.bridge()], ledger)
        #expect(plan.changes == [.setLink(index: 2, LinkAttributes(masterIndex: 0))])
        let dropped = try Self.plan("eth0", ["bridgeSlave": ["masterName": "br0"]], [port, Self.bridge()], ledger)
        let restored: [LinkMember: LinkValue] = [
            .bridgePortHairpin: .flag(false), .bridgePortVLANs: .mappings([1: 6]),
        ]
        #expect(dropped.changes == [.setLink(index: 2, LinkAttributes(values: restored))])
    }

    @Test func `a bridge that begins to filter gets its own VLANs with that`() throws {
        let master: JSON = ["vlan": ["filteringEnabled": true], "vlans": [["vid": 3]]]
        var link = Self.bridge(filters: false)
        link.alias = "netstrata"
        let plan = try Self.plan("br0", ["kind": "bridge", "bridgeMaster": master], [link], Sample.made("link", "br0"))
        let values: [LinkMember: LinkValue] = [.bridgeVLANFiltering: .flag(true), .bridgeVLANs: .mappings([3: 0])]
        #expect(plan.changes == [.setLink(index: 7, LinkAttributes(kind: "bridge", values: values))])
        let new = try Self.plan("br0", ["kind": "bridge", "bridgeMaster": master], [])
        #expect(
            new.changes == [
                .createLink(LinkAttributes(name: "br0", kind: "bridge", alias: "netstrata", values: values))
            ])
    }

    @Test func `times of another root are left alone, and shown to nobody`() throws {
        let spec: JSON = ["kind": "bridge", "bridgeMaster": ["stp": ["helloTime": "1s"]]]
        var link = Self.bridge()
        link.alias = "netstrata"
        #expect(try Self.plan("br0", spec, [link], Sample.made("link", "br0")).steps.isEmpty)
        link[.bridgeHelloTime] = .number(200)
        let plan = try Self.plan("br0", spec, [link], Sample.made("link", "br0"))
        #expect(plan.steps.map(\.finding) == ["bridgeMaster.stp.helloTime 2s instead of 1s"])
        #expect(
            plan.changes == [
                .setLink(index: 7, LinkAttributes(kind: "bridge", values: [.bridgeHelloTime: .number(100)]))
            ])
    }
}
