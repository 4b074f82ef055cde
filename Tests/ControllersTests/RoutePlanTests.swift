import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@Suite struct `Planning routes` {
    private func plan(
        _ desired: [DesiredSpec<RouteSpec>], _ routes: [KernelRoute] = [], _ ledger: [String: LedgerEntry] = [:],
        links: [KernelLink] = [Sample.eth0, Sample.eth1]
    ) -> KernelPlan {
        let kernel = KernelState(links: links, addresses: [Sample.kernelAddress("192.0.2.10/24")], routes: routes)
        return RouteObject.plan(desired, given: kernel, ledger)
    }

    private func kernelRoute(_ destination: IPPrefix, via gateway: IPAddress, metric: UInt32 = 100) -> KernelRoute {
        var route = KernelRoute(family: destination.family, destination: destination)
        route.gateway = gateway
        route.outIndex = 2
        route.priority = metric
        route.protocolNumber = .netstrata
        return route
    }

    @Test func `a missing route is added without replacing anybody's`() throws {
        let spec = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", ["outLinkName": "eth0"])
        let plan = plan([DesiredSpec(spec)])
        #expect(plan.changes == [.addRoute(kernelRoute("198.51.100.0/24", via: "192.0.2.1"), isExclusive: true)])
    }

    @Test func `a changed route is replaced in one step`() throws {
        let spec = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", ["outLinkName": "eth0", "mtu": 1400])
        let ledger = Sample.made("route", "main/198.51.100.0/24/100", for: spec.id)
        let plan = plan([DesiredSpec(spec)], [kernelRoute("198.51.100.0/24", via: "192.0.2.1")], ledger)
        #expect(plan.words == ["replace route 198.51.100.0/24 via 192.0.2.1 dev eth0 metric 100"])
        #expect(plan.steps.first?.finding == "mtu 0 instead of 1400")
    }

    @Test func `a spec that takes over the kernel route of one that goes replaces it without a gap`() throws {
        let old = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", ["outLinkName": "eth0"])
        let new = try Sample.route("inet4/192.0.2.2/198.51.100.0/24/100", ["outLinkName": "eth0"])
        let ledger = Sample.made("route", "main/198.51.100.0/24/100", for: old.id)
        let plan = plan(
            [DesiredSpec(old, isGoing: true), DesiredSpec(new)], [kernelRoute("198.51.100.0/24", via: "192.0.2.1")],
            ledger)
        #expect(plan.changes == [.replaceRoute(kernelRoute("198.51.100.0/24", via: "192.0.2.2"))])
        #expect(plan.outcomes[old.id] == .gone)
        #expect(plan.forgets.isEmpty)
    }

    @Test(arguments: [false, true])
    func `of two specs with one kernel key the higher layer, then the earlier, wins`(isLayerDecisive: Bool) throws {
        let first = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", layer: .configuration)
        let second = try Sample.route(
            "inet4/192.0.2.2/198.51.100.0/24/100", layer: isLayerDecisive ? .api : .configuration)
        let plan = plan([DesiredSpec(first, created: "2026-01-01"), DesiredSpec(second, created: "2026-02-02")])
        let (winner, loser) = isLayerDecisive ? (second, first) : (first, second)
        #expect(plan.steps.count == 1)
        #expect(plan.outcomes[winner.id] == .applied(note: ""))
        #expect(plan.outcomes[loser.id] == .shadowed(by: winner.id))
    }

    @Test func `the scope of an IPv6 route isn't compared, because the kernel always reports global`() throws {
        let spec = try Sample.route("eth0/inet6//2001:db8:1::/64/0", ["scope": "link"])
        var actual = KernelRoute(family: .inet6, destination: "2001:db8:1::/64")
        actual.outIndex = 2
        actual.priority = 1024
        actual.protocolNumber = .netstrata
        let ledger = Sample.made("route", "main/2001:db8:1::/64/1024/2", for: spec.id)
        #expect(plan([DesiredSpec(spec)], [actual], ledger).steps.isEmpty)
    }

    @Test func `an equal foreign route is taken as it is, a different one is a conflict`() throws {
        let spec = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", ["outLinkName": "eth0"])
        var equal = kernelRoute("198.51.100.0/24", via: "192.0.2.1")
        equal.protocolNumber = .static
        let taken = plan([DesiredSpec(spec)], [equal])
        #expect(taken.steps.isEmpty)
        #expect(taken.records.map(\.claim) == [.found])
        var different = equal
        different.gateway = "192.0.2.9"
        let refused = plan([DesiredSpec(spec)], [different])
        #expect(refused.steps.isEmpty)
        guard case .foreignConflict(let reason) = refused.outcomes[spec.id] else {
            Issue.record("no conflict")
            return
        }
        #expect(reason.contains("gateway 192.0.2.9 instead of 192.0.2.1"))
    }

    @Test(
        arguments: [
            (["outLinkName": "eth9"], "link eth9 doesn't exist"),
            (["outLinkName": "eth0", "src": "203.0.113.9"], "the source address 203.0.113.9 isn't on this host"),
        ] as [(JSON, String)])
    func `a route waits for what it needs and says for what`(members: JSON, reason: String) throws {
        let spec = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", members)
        let plan = plan([DesiredSpec(spec)])
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes[spec.id] == .waiting(reason))
    }

    @Test func `a route through a link that is down waits for the link`() throws {
        let spec = try Sample.route("inet4//198.51.100.0/24/100", ["outLinkName": "eth0"])
        let plan = plan([DesiredSpec(spec)], links: [Sample.link(2, "eth0", up: false)])
        #expect(plan.outcomes[spec.id] == .waiting("link eth0 is down"))
    }

    @Test func `only a route with our mark is deleted when its spec goes`() throws {
        let spec = try Sample.route("inet4/192.0.2.1/198.51.100.0/24/100", ["outLinkName": "eth0"])
        let ledger = Sample.made("route", "main/198.51.100.0/24/100", for: spec.id)
        var foreign = kernelRoute("198.51.100.0/24", via: "192.0.2.1")
        foreign.protocolNumber = .static
        #expect(plan([DesiredSpec(spec, isGoing: true)], [foreign], ledger).steps.isEmpty)
        let ours = kernelRoute("198.51.100.0/24", via: "192.0.2.1")
        #expect(plan([DesiredSpec(spec, isGoing: true)], [ours], ledger).changes == [.deleteRoute(ours)])
    }
}
