import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

/// VLANs, and links in VRFs.
@Suite struct `Planning VLANs and VRFs` {
    private static func plan(
        _ id: String, _ members: JSON, _ links: [KernelLink], _ ledger: [String: LedgerEntry] = [:],
        isGoing: Bool = false
    ) throws -> KernelPlan {
        let spec = try Sample.linkSpec(id, members)
        return LinkObject.plan([DesiredSpec(spec, isGoing: isGoing)], given: KernelState(links: links), ledger)
    }

    private static func vlan(_ values: [LinkMember: LinkValue] = [:]) -> KernelLink {
        var link = Sample.link(5, "eth0.5", kind: "vlan")
        (link.lowerIndex, link.alias) = (2, "netstrata")
        link.values = [.vlanID: .number(5), .vlanProtocol: .number(0x8100)]
        link.values.merge(values) { $1 }
        return link
    }

    private static func spec(_ vlan: JSON, _ members: JSON = [:]) -> JSON {
        let whole: JSON = ["kind": "vlan", "parentName": "eth0", "vlan": JSON.object(["vlanID": 5]).merged(with: vlan)]
        return whole.merged(with: members)
    }

    @Test func `a mapping that goes is set to 0, since the kernel only adds`() throws {
        let link = Self.vlan([.vlanEgress: .mappings([1: 2, 3: 4]), .vlanIngress: .mappings([6: 1])])
        let plan = try Self.plan(
            "eth0.5", Self.spec(["egressMap": [["from": 1, "to": 5]], "ingressMap": []]), [Sample.eth0, link],
            Sample.made("link", "eth0.5"))
        let values: [LinkMember: LinkValue] = [.vlanEgress: .mappings([1: 5, 3: 0]), .vlanIngress: .mappings([6: 0])]
        #expect(plan.changes == [.setLink(index: 5, LinkAttributes(kind: "vlan", values: values))])
        #expect(plan.steps.first?.operation.after["vlan.egressMap"] == [["from": 1, "to": 5]])
        #expect(plan.steps.first?.operation.isDisruptive == false)
    }

    @Test
    func `one without an MTU of its own grows with the link below, also where it isn't seen to have shrunk with it`()
        throws
    {
        var parent = Sample.eth0
        parent.mtu = 1400
        let wanted = try ["eth0": ["mtu": 1500], "eth0.5": Self.spec([:]), "eth0.6": Self.spec([:], ["mtu": 1300])].map
        {
            DesiredSpec(try Sample.linkSpec($0.key, $0.value), isGoing: false)
        }
        let ledger = Sample.made("link", "eth0.5").merging(Sample.made("link", "eth0.6")) { $1 }
        for seen: UInt32 in [1400, 1500] {
            var (above, sized) = (Self.vlan(), Self.vlan())
            (above.mtu, sized.mtu, sized.index, sized.name) = (seen, 1300, 6, "eth0.6")
            let plan = LinkObject.plan(wanted, given: KernelState(links: [parent, above, sized]), ledger)
            #expect(
                plan.changes == [
                    .setLink(index: 2, LinkAttributes(mtu: 1500)), .setLink(index: 5, LinkAttributes(mtu: 1500)),
                ])
        }
    }

    @Test func `a map without mappings isn't told, and is as asked for`() throws {
        let plan = try Self.plan(
            "eth0.5", Self.spec(["egressMap": []]), [Sample.eth0, Self.vlan()], Sample.made("link", "eth0.5"))
        #expect(plan.steps.isEmpty)
    }

    @Test(
        arguments: [
            ["vlan": ["vlanID": 6]], ["vlan": ["vlanID": 5, "vlanProtocol": "802.1ad"]], ["parentName": "eth1"],
        ] as [JSON])
    func `another number, protocol or link below is another link, made in one step`(_ members: JSON) throws {
        let plan = try Self.plan(
            "eth0.5", Self.spec([:]).merged(with: members), [Sample.eth0, Sample.eth1, Self.vlan()],
            Sample.made("link", "eth0.5"))
        guard case .setLink(5, let attributes)? = plan.changes.first else {
            Issue.record("\(plan.changes)")
            return
        }
        #expect(plan.changes.count == 1)
        #expect(attributes.pause == .away)
        #expect(plan.steps.first?.operation.isDisruptive == true)
    }

    @Test func `the MTU that was said once gives way to that of the link below`() throws {
        var parent = Sample.eth0
        parent.mtu = 9000
        let made = try Self.plan("eth0.5", Self.spec([:], ["mtu": 1400]), [parent])
        guard case .createLink(let attributes)? = made.changes.first else {
            Issue.record("\(made.changes)")
            return
        }
        #expect(attributes.mtu == 1400)
        var link = Self.vlan()
        link.mtu = 1400
        let ledger = Dictionary(uniqueKeysWithValues: made.records.map { ($0.object, $0) })
        let plan = try Self.plan("eth0.5", Self.spec([:]), [parent, link], ledger)
        #expect(plan.changes == [.setLink(index: 5, LinkAttributes(mtu: 9000))])
        // The usual MTU isn't what a VLAN on a link with another one has by itself.
        let usual = try Self.plan("eth0.5", Self.spec([:], ["mtu": 1500]), [parent])
        guard case .createLink(let attributes)? = usual.changes.first else { return }
        #expect(attributes.mtu == 1500)
    }

    private static let vrf = Sample.link(9, "red", kind: "vrf")

    @Test func `a link goes into a VRF and out of it with what it has`() throws {
        let into = try Self.plan("eth0", ["vrfSlave": ["masterName": "red"]], [Sample.eth0, Self.vrf])
        var attributes = LinkAttributes(masterIndex: 9)
        attributes.pause = .itself
        #expect(into.changes == [.setLink(index: 2, attributes)])
        #expect(into.steps.first?.operation.note == "the link goes down for a moment")

        var member = Sample.eth0
        (member.masterIndex, member.slaveKind) = (9, "vrf")
        let ledger = Dictionary(uniqueKeysWithValues: into.records.map { ($0.object, $0) })
        attributes.masterIndex = 0
        let dropped = try Self.plan("eth0", ["up": true], [member, Self.vrf], ledger)
        #expect(dropped.changes == [.setLink(index: 2, attributes)])
        let gone = try Self.plan(
            "eth0", ["vrfSlave": ["masterName": "red"]], [member, Self.vrf], ledger, isGoing: true)
        #expect(gone.changes == [.setLink(index: 2, attributes)])
    }

    @Test func `a VRF that goes lets its links go first`() throws {
        var (vrf, member) = (Self.vrf, Sample.eth0)
        vrf.alias = "netstrata"
        (member.masterIndex, member.slaveKind) = (9, "vrf")
        let plan = try Self.plan(
            "red", ["kind": "vrf", "vrfMaster": ["table": 10]], [member, vrf, Sample.eth1],
            Sample.made("link", "red"), isGoing: true)
        #expect(plan.words == ["release link eth0", "delete link red"])
    }
}
