import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

/// What a dry run tells of links that are built on each other.
@Suite struct `Planning passes ahead` {
    private static func passes(
        _ specs: [String: JSON], _ links: [KernelLink] = [], _ ledger: [String: LedgerEntry] = [:]
    ) throws -> PlannedPasses<LinkObject> {
        let desired = try specs.sorted { $0.key < $1.key }.map { DesiredSpec(try Sample.linkSpec($0.key, $0.value)) }
        return PlannedPasses(desired, given: KernelState(links: links), ledger, observed: [])
    }

    private static func vlan(_ parent: JSON, _ number: JSON, _ members: JSON = [:]) -> JSON {
        let spec: JSON = ["kind": "vlan", "up": true, "parentName": parent, "vlan": ["vlanID": number]]
        return spec.merged(with: members)
    }

    @Test func `what is built on what the first pass makes is in the plan, each thing once`() throws {
        let passes = try Self.passes([
            "e0": ["kind": "dummy", "up": true, "multicast": true, "mtu": 9000],
            "a": Self.vlan("e0", 5, ["mtu": 1400]), "b": Self.vlan("a", 6),
            "bond0": ["kind": "bond", "up": true, "bondMaster": ["mode": "active-backup"]],
            "p0": ["kind": "dummy", "masterName": "bond0"],
            "v": ["kind": "vxlan", "mtu": 1300, "altNames": ["other"], "vxlan": ["vni": 5, "linkName": "e0"]],
            "w": ["kind": "veth", "up": true, "veth": ["peerName": "w2"]], "w2": ["up": true],
        ])
        #expect(
            passes.plan.words.sorted() == [
                "add link a", "add link b", "add link bond0", "add link e0", "add link p0", "add link v", "add link w",
                "change link w2",
            ])
        for id in ["a", "b", "bond0", "e0", "p0", "v", "w", "w2"] {
            #expect(passes.plan.outcomes[id] == .applied(note: ""), "\(id)")
        }
        #expect(passes.state.link("b")?.mtu == 1400)
    }

    @Test func `what nobody makes is still waited for`() throws {
        let passes = try Self.passes(["a": Self.vlan("e9", 5), "b": Self.vlan("a", 6)])
        #expect(passes.plan.steps.isEmpty)
        #expect(passes.plan.outcomes["a"] == .waiting("parentName e9 doesn't exist"))
        #expect(passes.plan.outcomes["b"] == .waiting("parentName a doesn't exist"))
    }

    @Test func `a VLAN's number that another link has is refused, and so is an MTU above that of the link below`()
        throws
    {
        var theirs = Sample.link(5, "theirs", kind: "vlan")
        theirs.lowerIndex = 2
        theirs.values = [.vlanID: .number(5), .vlanProtocol: .number(0x8100)]
        let taken = try Self.passes(["a": Self.vlan("eth0", 5)], [Sample.eth0, theirs])
        #expect(taken.plan.outcomes["a"] == .refused("EEXIST: theirs is VLAN 5 of eth0 already"))
        #expect(taken.plan.steps.isEmpty)
        let large = try Self.passes(["a": Self.vlan("eth0", 6, ["mtu": 9000])], [Sample.eth0])
        #expect(large.plan.outcomes["a"] == .refused("EINVAL: the MTU 9000 is too large, eth0 below has 1500"))
        let together = try Self.passes(
            ["a": Self.vlan("eth0", 6, ["mtu": 9000]), "eth0": ["mtu": 9000]], [Sample.eth0])
        #expect(together.plan.outcomes["a"] == .applied(note: ""))
    }
}
