import Controllers
import Kernel
import NetworkTypes
import Resources
import Store
import Testing

@Suite struct `Planning addresses` {
    private let spec = Sample.address("192.0.2.10/24")
    private let ledger = Sample.made("address", "eth0/192.0.2.10/24")

    private func plan(
        _ desired: [DesiredSpec<AddressSpec>], _ addresses: [KernelAddress], _ ledger: [String: LedgerEntry] = [:],
        routes: [KernelRoute] = [], promoting: Set<UInt32> = []
    ) -> KernelPlan {
        let kernel = KernelState(
            links: [Sample.eth0], addresses: addresses, routes: routes, promotingLinks: promoting)
        return AddressObject.plan(desired, given: kernel, ledger)
    }

    @Test func `a missing address is added, and claimed first`() {
        let plan = plan([DesiredSpec(spec)], [])
        #expect(plan.words == ["add address eth0/192.0.2.10/24"])
        #expect(plan.records.map(\.claim) == [.made])
    }

    @Test func `a converged address needs nothing`() {
        let plan = plan([DesiredSpec(spec)], [Sample.kernelAddress("192.0.2.10/24")], ledger)
        #expect(plan.steps.isEmpty)
        #expect(plan.records.isEmpty)
        #expect(plan.outcomes[spec.id] == .applied(note: ""))
    }

    @Test func `an address of a link that isn't there waits`() {
        let plan = plan([DesiredSpec(Sample.address("192.0.2.10/24", "eth9"))], [])
        #expect(plan.steps.isEmpty)
        #expect(plan.outcomes["eth9/192.0.2.10/24"] == .waiting("link eth9 doesn't exist"))
    }

    @Test func `an address that is there as it should be is taken as found, and stays when the spec goes`() {
        let foreign = Sample.kernelAddress("192.0.2.10/24", isOurs: false)
        let taken = plan([DesiredSpec(spec)], [foreign])
        #expect(taken.steps.isEmpty)
        #expect(taken.records.map(\.claim) == [.found])
        let entries = Dictionary(uniqueKeysWithValues: taken.records.map { ($0.object, $0) })
        let left = plan([DesiredSpec(spec, isGoing: true)], [foreign], entries)
        #expect(left.steps.isEmpty)
        #expect(left.outcomes[spec.id] == .gone)
        #expect(left.forgets.map(\.object) == ["eth0/192.0.2.10/24"])
    }

    @Test func `a foreign address that differs is refused unless the spec adopts it`() {
        var foreign = Sample.kernelAddress("192.0.2.10/24", isOurs: false)
        foreign.priority = 7
        let refused = plan([DesiredSpec(spec)], [foreign])
        #expect(refused.steps.isEmpty)
        guard case .foreignConflict = refused.outcomes[spec.id] else {
            Issue.record("\(String(describing: refused.outcomes[spec.id]))")
            return
        }
        let adopted = plan([DesiredSpec(spec, adopts: true)], [foreign])
        #expect(adopted.words == ["change address eth0/192.0.2.10/24"])
        #expect(adopted.records.map(\.claim) == [.made])
    }

    @Test func `a broadcast address that somebody leaves out is no difference, unless it is ours or asked for`() {
        var foreign = Sample.kernelAddress("192.0.2.10/24", isOurs: false)
        foreign.broadcast = nil
        #expect(plan([DesiredSpec(spec)], [foreign]).records.map(\.claim) == [.found])

        var asking = spec
        asking.broadcast = IPAddress("0.0.0.0")
        #expect(plan([DesiredSpec(asking)], [foreign]).records.map(\.claim) == [.found])
        #expect(plan([DesiredSpec(asking)], [Sample.kernelAddress("192.0.2.10/24")], ledger).words == Self.madeAnew)

        var ours = Sample.kernelAddress("192.0.2.10/24")
        ours.broadcast = IPAddress("192.0.2.77")
        #expect(plan([DesiredSpec(spec)], [ours], ledger).words == Self.madeAnew)
    }

    private static let madeAnew = ["delete address eth0/192.0.2.10/24", "add address eth0/192.0.2.10/24"]

    @Test func `an IPv6 address in duplicate address detection is no drift`() {
        let spec = Sample.address("2001:db8::1/64")
        let tentative = Sample.kernelAddress("2001:db8::1/64", flags: [.permanent, .tentative])
        let plan = plan([DesiredSpec(spec)], [tentative], Sample.made("address", spec.id))
        #expect(plan.steps.isEmpty)
    }

    @Test func `an address that goes is deleted when we made it`() {
        let plan = plan([DesiredSpec(spec, isGoing: true)], [Sample.kernelAddress("192.0.2.10/24")], ledger)
        #expect(plan.words == ["delete address eth0/192.0.2.10/24"])
        #expect(plan.steps.allSatisfy { $0.operation.isDisruptive })
    }

    @Test(arguments: [false, true])
    func `the secondaries of a deleted primary are put back unless the kernel promotes them`(promotes: Bool) {
        let foreign = Sample.kernelAddress("192.0.2.20/24", isOurs: false, flags: [.permanent, .secondary])
        let plan = plan(
            [DesiredSpec(spec, isGoing: true)], [Sample.kernelAddress("192.0.2.10/24"), foreign], ledger,
            promoting: promotes ? [2] : [])
        let expected = ["delete address eth0/192.0.2.10/24"]
        #expect(plan.words == (promotes ? expected : expected + ["put back address eth0/192.0.2.20/24"]))
    }

    @Test(arguments: [false, true])
    func `an address in place of the primary of its subnet is put back unless the kernel promotes it`(promotes: Bool) {
        let new = Sample.address("192.0.2.11/24")
        let plan = plan(
            [DesiredSpec(spec, isGoing: true), DesiredSpec(new)], [Sample.kernelAddress("192.0.2.10/24")], ledger,
            promoting: promotes ? [2] : [])
        let expected = ["add address eth0/192.0.2.11/24", "delete address eth0/192.0.2.10/24"]
        #expect(plan.words == (promotes ? expected : expected + ["put back address eth0/192.0.2.11/24"]))
    }

    @Test func `a foreign route that loses its source for good is named in the plan`() {
        var route = KernelRoute(family: .inet4, destination: "198.51.100.0/24")
        route.outIndex = 2
        route.preferredSource = "192.0.2.10"
        route.protocolNumber = .static
        let other = Sample.kernelAddress("203.0.113.1/24", isOurs: false)
        let plan = plan(
            [DesiredSpec(spec, isGoing: true)], [Sample.kernelAddress("192.0.2.10/24"), other], ledger, routes: [route])
        #expect(plan.steps.first?.operation.note == "takes along route 198.51.100.0/24 dev eth0")
    }

    @Test func `an IPv6 route that goes on without its source is named in the plan`() {
        var route = KernelRoute(family: .inet6, destination: "2001:db8:aa::/48")
        route.outIndex = 2
        route.preferredSource = "2001:db8::1"
        route.protocolNumber = .static
        let spec = Sample.address("2001:db8::1/64", "eth0")
        let plan = plan(
            [DesiredSpec(spec, isGoing: true)], [Sample.kernelAddress("2001:db8::1/64")],
            Sample.made("address", spec.id), routes: [route])
        #expect(plan.steps.first?.operation.note == "takes the source from route 2001:db8:aa::/48 dev eth0")
    }

    @Test func `an address is only announced together with its spec's other steps`() {
        var spec = Sample.address("192.0.2.10/24", "eth0")
        spec.announceWithARP = true
        var link = Sample.eth0
        link.flags = [.up, .running]
        link.hardwareAddress = HardwareAddress("02:00:00:00:00:01")
        let plan = AddressObject.plan([DesiredSpec(spec)], given: KernelState(links: [link]), [:])
        #expect(plan.steps.map(\.spec) == [spec.id, nil])
        #expect(plan.steps.map(\.sequelOf) == [nil, spec.id])
    }

    @Test func `a change that needs a new address puts the routes with that source back`() {
        var route = KernelRoute(family: .inet4, destination: "198.51.100.0/24")
        route.outIndex = 2
        route.preferredSource = "192.0.2.10"
        route.protocolNumber = .static
        var actual = Sample.kernelAddress("192.0.2.10/24")
        actual.scope = .link
        let plan = plan([DesiredSpec(spec)], [actual], ledger, routes: [route])
        #expect(
            plan.words == [
                "delete address eth0/192.0.2.10/24", "add address eth0/192.0.2.10/24",
                "put back route 198.51.100.0/24 dev eth0",
            ])
    }
}
