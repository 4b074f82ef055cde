import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@testable import Controllers

/// What one link gives up and another gets in the same plan.
@Suite struct `Planning what links take over` {
    private static func vxlan(_ index: UInt32, _ name: InterfaceName, _ vni: UInt64) -> KernelLink {
        var link = Sample.link(index, name, kind: "vxlan")
        link.values = [.vxlanID: .number(vni), .vxlanPort: .number(4789)]
        link.alias = "netstrata"
        return link
    }

    private static func spec(_ vni: JSON, _ members: JSON = [:]) -> JSON {
        let spec: JSON = ["kind": "vxlan", "vxlan": ["vni": vni, "port": 4789]]
        return spec.merged(with: members)
    }

    private static func plan(
        _ specs: [String: JSON], going: [String: JSON] = [:], _ links: [KernelLink], made: [String]
    ) throws -> KernelPlan {
        let wanted = try specs.sorted { $0.key < $1.key }.map { DesiredSpec(try Sample.linkSpec($0.key, $0.value)) }
        let gone = try going.map { DesiredSpec(try Sample.linkSpec($0.key, $0.value), isGoing: true) }
        let ledger = made.reduce(into: [:]) { $0.merge(Sample.made("link", $1)) { $1 } }
        return LinkObject.plan(wanted + gone, given: KernelState(links: links), ledger)
    }

    private static func numbers(_ plan: KernelPlan) -> [String] {
        plan.changes.map { change in
            guard case .setLink(let index, let attributes) = change else { return "\(change)" }
            return "\(index): \(attributes.values[.vxlanID]?.number ?? 0)"
        }
    }

    @Test func `who gives something up comes first, and in a ring one has something free for a moment`() throws {
        let links = [Self.vxlan(5, "a", 10), Self.vxlan(6, "b", 20)]
        let chain = try Self.plan(["a": Self.spec(20), "b": Self.spec(30)], links, made: ["a", "b"])
        #expect(Self.numbers(chain) == ["6: 30", "5: 20"])
        let ring = try Self.plan(["a": Self.spec(20), "b": Self.spec(10)], links, made: ["a", "b"])
        #expect(Self.numbers(ring) == ["5: 16777215", "6: 10", "5: 20"])
        #expect(ring.steps.first?.operation.note.contains("for a moment") == true)
        #expect(ring.steps.first?.finding == "")
    }

    @Test func `one that goes goes first, but not one that a refused spec asks for`() throws {
        let links = [Self.vxlan(5, "a", 10), Self.vxlan(6, "b", 20)]
        let going = try Self.plan(["a": Self.spec(20)], going: ["b": Self.spec(20)], links, made: ["a", "b"])
        #expect(going.words == ["delete link b", "change link a"])
        let refused = try Self.plan(
            ["a": Self.spec(20), "b": Self.spec(30, ["altNames": ["a"]])], links, made: ["a", "b"])
        guard case .refused? = refused.outcomes["b"] else {
            Issue.record("\(refused.outcomes)")
            return
        }
        #expect(!refused.words.contains("delete link b"))
    }

    @Test func `a further name that somebody else's link has is refused, and nothing of the spec is done`() throws {
        var theirs = Sample.eth1
        theirs.alternativeNames = ["other"]
        let spec: JSON = ["mtu": 1400, "altNames": ["other"]]
        let plan = try Self.plan(["eth0": spec], [Sample.eth0, theirs], made: [])
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["eth0"] == .refused("altNames: other is a name of the link eth1 already"))
        // Its own spec drops it in the same plan.
        let both = try Self.plan(["eth0": spec, "eth1": ["altNames": []]], [Sample.eth0, theirs], made: [])
        #expect(both.words == ["change link eth1", "change link eth0", "change link eth0"])
    }
}
