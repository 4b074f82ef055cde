import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

/// Links that we made: how they are known again, and what they get back.
@Suite struct `Planning links that we made` {
    /// What the ledger says after some passes in which nothing else happened.
    private static func ledger(
        _ spec: LinkSpec, _ links: [KernelLink], after earlier: [String: LedgerEntry] = [:]
    ) -> [String: LedgerEntry] {
        let records = LinkObject.plan([DesiredSpec(spec)], given: KernelState(links: links), earlier).records
        return earlier.merging(records.map { ($0.object, $0) }) { $1 }
    }

    /// A bridge that we made as the kernel has it, and its ledger.
    private static func bridge(
        _ members: JSON = [:]
    ) throws -> (spec: LinkSpec, link: KernelLink, ledger: [String: LedgerEntry]) {
        let spec = try Sample.linkSpec("br0", JSON.object(["kind": "bridge", "up": true]).merged(with: members))
        var link = Sample.link(7, "br0", kind: "bridge")
        link.alias = "netstrata"
        link[.bridgeSpanningTree] = .flag(spec.bridgeMaster?.stp.enabled == true)
        link[.bridgeVLANFiltering] = .flag(false)
        link.mtu = spec.mtu ?? 1500
        link.hardwareAddress = spec.hardwareAddr
        return (spec, link, Self.ledger(spec, [link], after: Self.ledger(spec, [])))
    }

    private static func plan(
        _ spec: LinkSpec, _ links: [KernelLink], _ ledger: [String: LedgerEntry], isGoing: Bool = false
    ) -> KernelPlan {
        LinkObject.plan([DesiredSpec(spec, isGoing: isGoing)], given: KernelState(links: links), ledger)
    }

    @Test func `the plan of a pair names both ends`() throws {
        let spec = try Sample.linkSpec("v0", ["kind": "veth", "up": true, "veth": ["peerName": "v1"]])
        let step = try #require(Self.plan(spec, [], [:]).steps.first)
        #expect(step.operation.after["veth.peerName"] == "v1")
    }

    @Test func `a renamed link is found by its number`() throws {
        var (spec, link, ledger) = try Self.bridge()
        link.name = "bridge7"
        let plan = Self.plan(spec, [link], ledger)
        #expect(plan.changes == [.setLink(index: 7, LinkAttributes(name: "br0"))])
        #expect(plan.steps.map(\.finding) == ["renamed to bridge7"])
        #expect(Self.plan(spec, [link], ledger, isGoing: true).changes == [.deleteLink(index: 7)])
    }

    @Test func `a link of that number without our mark is somebody else's`() throws {
        var (spec, link, ledger) = try Self.bridge()
        (link.name, link.alias) = ("docker0", "")
        #expect(Self.plan(spec, [link], ledger).words == ["add link br0"])
        #expect(Self.plan(spec, [link], ledger, isGoing: true).steps.isEmpty)
    }

    @Test func `names that moved on one after the other come back in an order that works`() throws {
        let specs = try ["a0", "b0", "c0"].map { try Sample.linkSpec($0, ["kind": "bridge"]) }
        var links = zip([2, 3, 4] as [UInt32], ["a0", "b0", "c0"] as [InterfaceName]).map { index, name in
            var link = Sample.link(index, name, kind: "bridge")
            link.alias = "netstrata"
            return link
        }
        let desired = specs.map { DesiredSpec($0) }
        let records = LinkObject.plan(desired, given: KernelState(links: links), [:]).records
        let ledger = Dictionary(uniqueKeysWithValues: records.map { ($0.object, $0) })
        (links[0].name, links[1].name, links[2].name) = ("z0", "a0", "b0")
        let plan = LinkObject.plan(desired, given: KernelState(links: links), ledger)
        #expect(plan.words == ["rename link b0", "rename link a0", "rename link z0"])
        #expect(plan.outcomes.values.allSatisfy { $0 == .applied(note: "") })
    }

    @Test func `while another link has the name, neither is touched`() throws {
        var (spec, link, ledger) = try Self.bridge()
        link.name = "bridge7"
        let other = Sample.link(8, "br0", kind: "bridge")
        let plan = Self.plan(spec, [link, other], ledger)
        #expect(plan.steps.isEmpty)
        #expect(plan.forgets.isEmpty)
        #expect(
            plan.outcomes["br0"]
                == .foreignConflict("the name br0 is taken by another link; Netstrata's own is called bridge7 now"))
        #expect(Self.plan(spec, [link, other], ledger, isGoing: true).changes == [.deleteLink(index: 7)])
    }

    @Test func `an other end whose name is taken takes nothing down`() throws {
        let spec = try Sample.linkSpec("v0", ["kind": "veth", "veth": ["peerName": "v1"]])
        var (v0, v1) = (Sample.link(2, "v0", kind: "veth"), Sample.link(3, "x1", kind: "veth"))
        (v0.lowerIndex, v1.lowerIndex, v0.alias) = (3, 2, "netstrata")
        let plan = Self.plan(spec, [v0, v1, Sample.link(9, "v1")], Sample.made("link", "v0"))
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["v0"] == .foreignConflict("the peer's name v1 is taken by another link"))
    }

    @Test func `a setting that the spec doesn't speak of any more gets back what the kernel gives a new link`() throws {
        let (_, link, ledger) = try Self.bridge(["mtu": 1400, "bridgeMaster": ["stp": ["enabled": true]]])
        let plain = try Sample.linkSpec("br0", ["kind": "bridge", "up": true])
        let plan = Self.plan(plain, [link], ledger)
        let attributes = LinkAttributes(kind: "bridge", mtu: 1500, values: [.bridgeSpanningTree: .flag(false)])
        #expect(plan.changes == [.setLink(index: 7, attributes)])
        #expect(plan.steps.map(\.finding) == [""])
        #expect(plan.steps.allSatisfy { $0.operation.isDisruptive })
        var restored = link
        restored.mtu = 1500
        restored[.bridgeSpanningTree] = .flag(false)
        let known = ledger.merging(plan.records.map { ($0.object, $0) }) { $1 }
        #expect(Self.plan(plain, [restored], known).steps.isEmpty)
        restored.mtu = 9000
        #expect(Self.plan(plain, [restored], known).steps.isEmpty, "what nobody asks for is nobody's business")
    }

    @Test func `a setting that was drifting when it was dropped gets back the same`() throws {
        var (spec, link, ledger) = try Self.bridge(["mtu": 1400])
        link.mtu = 1300
        ledger = Self.ledger(spec, [link], after: ledger)
        let plan = Self.plan(try Sample.linkSpec("br0", ["kind": "bridge", "up": true]), [link], ledger)
        #expect(plan.changes == [.setLink(index: 7, LinkAttributes(mtu: 1500))])
    }

    @Test func `a hardware address that was dropped makes room for one that no other link has`() throws {
        let (_, link, ledger) = try Self.bridge(["hardwareAddr": "02:00:00:00:00:07"])
        let plain = try Sample.linkSpec("br0", ["kind": "bridge", "up": true])
        guard case .setLink(7, let attributes)? = Self.plan(plain, [link], ledger).changes.first else {
            Issue.record("it stays")
            return
        }
        let address = try #require(attributes.hardwareAddress)
        #expect(address != link.hardwareAddress)
        #expect(address.isUnicast)
        #expect(address.bytes[0] & 2 == 2, "locally administered")
        let (_, other, others) = try Self.bridge(["hardwareAddr": "02:00:00:00:00:08"])
        #expect(Self.plan(plain, [other], others).changes != Self.plan(plain, [link], ledger).changes)
    }

    @Test func `an adopted link gets back what it had`() throws {
        let spec = try Sample.linkSpec("br0", ["kind": "bridge", "mtu": 1400])
        var link = Sample.link(7, "br0", kind: "bridge")
        link.mtu = 9000
        let first = LinkObject.plan([DesiredSpec(spec, adopts: true)], given: KernelState(links: [link]), [:])
        let ledger = Dictionary(uniqueKeysWithValues: first.records.map { ($0.object, $0) })
        link.mtu = 1400
        let plan = Self.plan(try Sample.linkSpec("br0", ["kind": "bridge"]), [link], ledger)
        #expect(plan.changes == [.setLink(index: 7, LinkAttributes(mtu: 9000))])
    }
}
