import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@Suite struct `Planning links` {
    private func spec(_ id: String, _ members: JSON) throws -> LinkSpec { try Sample.linkSpec(id, members) }

    private func plan(
        _ desired: [DesiredSpec<LinkSpec>], _ links: [KernelLink], _ ledger: [String: LedgerEntry] = [:]
    ) -> KernelPlan {
        LinkObject.plan(desired, given: KernelState(links: links), ledger)
    }

    @Test func `a bridge that isn't there is made with our mark`() throws {
        let plan = plan([DesiredSpec(try spec("br0", ["kind": "bridge", "up": true]))], [])
        var attributes = LinkAttributes()
        attributes.name = "br0"
        attributes.kind = "bridge"
        attributes.isUp = true
        attributes.alias = "netstrata"
        #expect(plan.changes == [.createLink(attributes)])
    }

    @Test func `a link that no layer gives a kind waits for one`() throws {
        let plan = plan([DesiredSpec(try spec("x0", ["logical": true, "up": true]))], [])
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["x0"] == .waiting("no layer says what kind of link to make"))
    }

    @Test func `both ends of a veth pair are made once`() throws {
        let specs = try [
            spec("v0", ["kind": "veth", "veth": ["peerName": "v1"]]),
            spec("v1", ["kind": "veth", "veth": ["peerName": "v0"]]),
        ]
        let plan = plan(specs.map { DesiredSpec($0) }, [])
        #expect(plan.words == ["add link v0"])
        #expect(plan.outcomes["v1"] == .waiting("its peer is being made"))
    }

    @Test func `a pair stays while a spec wants either end`() throws {
        let wanted = try spec("v1", ["kind": "veth", "veth": ["peerName": "v0"]])
        let going = try spec("v0", ["kind": "veth", "veth": ["peerName": "v1"]])
        var v0 = Sample.link(2, "v0", kind: "veth")
        var v1 = Sample.link(3, "v1", kind: "veth")
        v0.lowerIndex = 3
        v1.lowerIndex = 2
        let ledger = Sample.made("link", "v0").merging(Sample.made("link", "v1")) { $1 }
        #expect(plan([DesiredSpec(wanted), DesiredSpec(going, isGoing: true)], [v0, v1], ledger).steps.isEmpty)
    }

    @Test func `a pair whose maker's spec goes first goes with the other end's`() throws {
        let going = try spec("v0", ["kind": "veth", "veth": ["peerName": "v1"]])
        let wanted = try spec("v1", ["up": false])
        var v0 = Sample.link(2, "v0", up: false, kind: "veth")
        var v1 = Sample.link(3, "v1", up: false, kind: "veth")
        v0.lowerIndex = 3
        v1.lowerIndex = 2
        var ledger = Sample.made("link", "v0")
        let first = plan([DesiredSpec(going, isGoing: true), DesiredSpec(wanted)], [v0, v1], ledger)
        #expect(first.steps.isEmpty)
        #expect(first.outcomes["v0"] == .gone)
        #expect(first.forgets.isEmpty)
        for record in first.records { ledger[record.object] = record }
        let second = plan([DesiredSpec(wanted)], [v0, v1], ledger)
        #expect(second.steps.isEmpty)
        #expect(second.records.isEmpty)
        #expect(second.forgets.isEmpty)
        #expect(plan([DesiredSpec(wanted, isGoing: true)], [v0, v1], ledger).changes == [.deleteLink(index: 2)])
    }

    @Test func `a veth whose other end is to be called otherwise stays, and that end is renamed`() throws {
        var v0 = Sample.link(2, "v0", kind: "veth")
        var v1 = Sample.link(3, "v1", kind: "veth")
        (v0.lowerIndex, v1.lowerIndex, v0.alias) = (3, 2, "netstrata")
        let other = try spec("v0", ["kind": "veth", "veth": ["peerName": "v2"]])
        let plan = plan([DesiredSpec(other)], [v0, v1], Sample.made("link", "v0"))
        #expect(plan.changes == [.setLink(index: 3, LinkAttributes(name: "v2"))])
    }

    @Test func `a link that came back under its name gets back its own values, not those of the old one`() throws {
        let link = try spec("eth0", ["mtu": 1400])
        var ledger = Dictionary(
            uniqueKeysWithValues: plan([DesiredSpec(link)], [Sample.eth0]).records.map { ($0.object, $0) })
        var another = Sample.link(7, "eth0")
        another.mtu = 9000
        for record in plan([DesiredSpec(link)], [another], ledger).records { ledger[record.object] = record }
        another.mtu = 1400
        var attributes = LinkAttributes()
        attributes.mtu = 9000
        #expect(plan([DesiredSpec(link, isGoing: true)], [another], ledger).changes == [.setLink(index: 7, attributes)])
    }

    @Test func `up false takes a link down, and nothing else is touched`() throws {
        let plan = plan([DesiredSpec(try spec("eth0", ["up": false]))], [Sample.eth0])
        var attributes = LinkAttributes()
        attributes.isUp = false
        #expect(plan.changes == [.setLink(index: 2, attributes)])
        #expect(plan.steps.allSatisfy { $0.operation.isDisruptive })
    }

    @Test func `a link that was only set gets back what it had when its spec goes`() throws {
        let link = try spec("eth0", ["mtu": 1400])
        let first = plan([DesiredSpec(link)], [Sample.eth0])
        let ledger = Dictionary(uniqueKeysWithValues: first.records.map { ($0.object, $0) })
        var changed = Sample.eth0
        changed.mtu = 1400
        let second = plan([DesiredSpec(link, isGoing: true)], [changed], ledger)
        var attributes = LinkAttributes()
        attributes.mtu = 1500
        #expect(second.changes == [.setLink(index: 2, attributes)])
    }

    @Test func `a port waits for its bridge and is otherwise set`() throws {
        let port = try spec("eth0", ["mtu": 1400, "bridgeSlave": ["masterName": "br0"]])
        let waiting = plan([DesiredSpec(port)], [Sample.eth0])
        #expect(waiting.outcomes["eth0"] == .waiting("master br0 doesn't exist"))
        #expect(waiting.steps.count == 1)
        let ready = plan([DesiredSpec(port)], [Sample.eth0, Sample.link(9, "br0", kind: "bridge")])
        var attributes = LinkAttributes()
        attributes.mtu = 1400
        attributes.masterIndex = 9
        #expect(ready.changes == [.setLink(index: 2, attributes)])
    }

    @Test func `a foreign link of the same name is refused`() throws {
        let bridge = try spec("br0", ["kind": "bridge", "mtu": 1400])
        let plan = plan([DesiredSpec(bridge)], [Sample.link(9, "br0", kind: "bridge")])
        #expect(plan.steps.isEmpty)
        guard case .foreignConflict = plan.outcomes["br0"] else {
            Issue.record("no conflict")
            return
        }
    }

    @Test func `a higher layer can say up false and multicast`() throws {
        var lower = try spec("eth0", ["up": true, "mtu": 9000])
        lower.layer = .configuration
        let higher = try spec("eth0", ["up": false, "multicast": false])
        let merged = try #require(LinkSpec.merged([lower, higher]))
        #expect(merged.up == false)
        #expect(merged.multicast == false)
        #expect(merged.mtu == 9000)
        #expect(merged.layer == .api)
    }
}
