import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@Suite struct `Plans for other names of links` {
    private func spec(_ alias: InterfaceName = "mgmt0", isGoing: Bool = false) -> DesiredSpec<LinkAliasSpec> {
        var spec = LinkAliasSpec()
        (spec.linkName, spec.alias) = ("eth0", alias)
        return DesiredSpec(spec, isGoing: isGoing)
    }

    private func kernel(_ alias: String) -> KernelState {
        var link = Sample.eth0
        link.alias = alias
        return KernelState(links: [link])
    }

    private func ledger(_ claim: LedgerEntry.Claim, _ original: String) -> [String: LedgerEntry] {
        [
            "eth0": LedgerEntry(
                kind: "alias", object: "eth0", spec: "eth0", claim: claim, original: ["alias": .string(original)])
        ]
    }

    private func changes(_ plan: KernelPlan) -> [KernelChange] { plan.steps.map(\.change) }

    private func set(_ alias: String) -> KernelChange {
        var attributes = LinkAttributes()
        attributes.alias = alias
        return .setLink(index: 2, attributes)
    }

    @Test func `a link gets its other name, and the one before is kept`() {
        let plan = LinkAliasObject.plan([spec()], given: kernel("uplink"), [:])
        #expect(changes(plan) == [set("mgmt0")])
        #expect(plan.records == Array(ledger(.made, "uplink").values))
        #expect(plan.outcomes["eth0"] == .applied(note: ""))
    }

    @Test func `one that is there stays when its spec goes, one that was set is put back`() {
        let found = LinkAliasObject.plan([spec()], given: kernel("mgmt0"), [:])
        #expect(found.steps.isEmpty && found.records.map(\.claim) == [.found])
        let going = spec(isGoing: true)
        #expect(LinkAliasObject.plan([going], given: kernel("mgmt0"), ledger(.found, "mgmt0")).steps.isEmpty)
        let undone = LinkAliasObject.plan([going], given: kernel("mgmt0"), ledger(.made, ""))
        #expect(changes(undone) == [set("")])
        #expect(undone.outcomes["eth0"] == .gone && undone.forgets.map(\.object) == ["eth0"])
    }

    @Test func `drift is put right, and what was before stays what is put back`() {
        let plan = LinkAliasObject.plan([spec()], given: kernel("other"), ledger(.made, "uplink"))
        #expect(changes(plan) == [set("mgmt0")])
        #expect(plan.records.isEmpty)
        #expect(plan.steps.first?.finding == "alias other instead of mgmt0")
    }

    @Test func `it waits for its link, and leaves our own mark alone`() {
        #expect(
            LinkAliasObject.plan([spec()], given: KernelState(), [:]).outcomes["eth0"]
                == .waiting("link eth0 doesn't exist"))
        let marked = LinkAliasObject.plan([spec()], given: kernel("netstrata"), [:])
        guard case .foreignConflict = marked.outcomes["eth0"] else {
            Issue.record("\(marked.outcomes)")
            return
        }
        #expect(marked.steps.isEmpty)
        #expect(LinkAliasObject.plan([], given: kernel("netstrata"), ledger(.made, "")).steps.isEmpty)
    }
}
