import Kernel
import NetworkTypes
import Testing

@testable import Controllers

@Suite struct `A route of the kernel's own making` {
    private static func made(
        _ destination: IPPrefix, _ source: IPAddress? = nil, type: RouteType = .unicast, on link: UInt32 = 2,
        by protocolNumber: RouteProtocol = .kernel
    ) -> KernelRoute {
        KernelRoute(
            family: destination.family, table: type == .unicast ? .main : .local, destination: destination,
            outIndex: link, preferredSource: source, type: type, protocolNumber: protocolNumber)
    }

    private static func address(
        _ prefix: IPPrefix, on link: UInt32 = 2, flags: AddressFlags = .permanent, peer: IPAddress? = nil
    ) -> KernelAddress {
        var address = Sample.kernelAddress(prefix, on: link, flags: flags)
        address.peer = peer
        return address
    }

    @Test(
        arguments: [
            (made("192.0.2.10/32", "192.0.2.10", type: .local), "192.0.2.10/24"),
            (made("192.0.2.0/24", "192.0.2.10"), "192.0.2.10/24"),
            (made("192.0.2.255/32", "192.0.2.10", type: .broadcast), "192.0.2.10/24"),
            (made("192.0.2.0/32", "192.0.2.10", type: .broadcast), "192.0.2.10/24"),
            (made("192.0.2.30/32", "192.0.2.10", type: .local), "192.0.2.30/24"),
            (made("127.0.0.0/8", "127.0.0.1", type: .local), "127.0.0.1/8"),
            (made("198.51.100.1/32", "192.0.2.20"), "192.0.2.20/32"),
            (made("2001:db8::10/128", type: .local), "2001:db8::10/64"),
            (made("2001:db8::/64"), "2001:db8::10/64"),
            (made("2001:db8::/128", type: .anycast), "2001:db8::10/64"),
            // Another's route, another link, another network, a source or a subnet of two.
            (made("192.0.2.0/24", "192.0.2.10", by: .static), nil),
            (made("192.0.2.0/24", "192.0.2.10", on: 3), nil),
            (made("203.0.113.0/24", "192.0.2.10"), nil),
            (made("192.0.2.0/24"), nil),
            (made("198.51.100.0/24", "198.51.100.9"), nil),
            (made("2001:db8:1::/64"), nil),
            (made("2001:db8:2::/64"), nil),
            (made("ff00::/8"), nil),
        ] as [(KernelRoute, IPPrefix?)])
    func `comes from an address where only one can have brought it along`(route: KernelRoute, prefix: IPPrefix?) {
        let addresses = [
            Self.address("192.0.2.10/24"), Self.address("192.0.2.30/24"), Self.address("127.0.0.1/8"),
            Self.address("192.0.2.20/32", peer: "198.51.100.1"),
            Self.address("198.51.100.9/24"), Self.address("198.51.100.9/25"), Self.address("2001:db8::10/64"),
            Self.address("2001:db8:1::1/64"), Self.address("2001:db8:1::2/64"),
            Self.address("2001:db8:2::1/64", flags: [.permanent, .noPrefixRoute]),
        ]
        #expect(KernelMadeRoutes(addresses).origin(of: route)?.prefix == prefix)
    }

    /// A look at eth0 and one route, which the kernel made of an address of it.
    private static func look(
        _ revision: Int64, after before: RouteLook? = nil, address: KernelAddress? = nil, hasRoute: Bool = true,
        isUp: Bool = true
    ) -> RouteLook {
        let route = made("192.0.2.10/32", "192.0.2.10", type: .local)
        let state = KernelState(
            links: [Sample.link(2, "eth0", up: isUp)], addresses: address.map { [$0] } ?? [],
            routes: hasRoute ? [route] : [])
        var look = RouteLook(state, ids: hasRoute ? ["route"] : [], revision: revision)
        if let before { look.compare(with: before) }
        return look
    }

    private static let ten = address("192.0.2.10/24")
    private static let tentative = address("192.0.2.10/24", flags: [.permanent, .tentative])

    private func expect(
        _ turns: [String: RouteLook.Turn], _ comes: Bool, after revision: Int64,
        _ place: SourceLocation = #_sourceLocation
    ) {
        let turn = RouteLook.Turn(address: AddressPlace(Self.ten), comes: comes, after: revision)
        #expect(turns == ["route": turn], sourceLocation: place)
    }

    @Test func `comes and goes with the address between two looks`() {
        let before = Self.look(5, hasRoute: false)
        let there = Self.look(9, after: before, address: Self.ten)
        expect(there.turns(since: before), true, after: 5)
        let gone = Self.look(12, after: there, hasRoute: false)
        expect(gone.turns(since: there), false, after: 9)
    }

    @Test func `has no such cause where the address was there before, or stays`() {
        let down = Self.look(5, address: Self.ten, hasRoute: false, isUp: false)
        let up = Self.look(9, after: down, address: Self.ten)
        #expect(up.turns(since: down).isEmpty)
        let again = Self.look(12, after: up, address: Self.ten, hasRoute: false)
        #expect(again.turns(since: up).isEmpty)
    }

    @Test func `has no such cause where the link went down or away, too`() {
        let there = Self.look(5, address: Self.ten)
        #expect(Self.look(9, after: there, hasRoute: false, isUp: false).turns(since: there).isEmpty)
        var gone = RouteLook(KernelState(), ids: [], revision: 9)
        gone.compare(with: there)
        #expect(gone.turns(since: there).isEmpty)
    }

    @Test func `comes late where others are asked for the address first, on a link that stays up`() {
        let before = Self.look(5, hasRoute: false)
        let coming = Self.look(9, after: before, address: Self.tentative, hasRoute: false)
        #expect(coming.turns(since: before).isEmpty)
        let there = Self.look(12, after: coming, address: Self.ten)
        expect(there.turns(since: coming), true, after: 5)
        let later = Self.look(15, after: there, address: Self.ten)
        #expect(later.turns(since: there).isEmpty)
        let down = Self.look(12, after: coming, address: Self.tentative, hasRoute: false, isUp: false)
        #expect(Self.look(15, after: down, address: Self.ten).turns(since: down).isEmpty)
    }
}
