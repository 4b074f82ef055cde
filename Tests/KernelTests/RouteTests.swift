import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Routes {
        /// The routes that a link with 192.0.2.1/24 and 2001:db8::1/64 takes.
        static func samples(_ link: UInt32) throws -> [KernelRoute] {
            let via4 = try address("192.0.2.2")
            let via6 = try address("2001:db8::2")
            let hops4 = [
                KernelNextHop(gateway: via4, outIndex: link, weight: 3),
                KernelNextHop(gateway: try address("203.0.113.7"), outIndex: link, isOnLink: true),
            ]
            let hops6 = [
                KernelNextHop(gateway: via6, outIndex: link),
                KernelNextHop(gateway: try address("2001:db8::3"), outIndex: link, weight: 256),
            ]
            func route(_ text: String, _ change: (inout KernelRoute) throws -> Void) throws -> KernelRoute {
                let destination = try prefix(text)
                var route = KernelRoute(
                    family: destination.family, destination: destination, protocolNumber: .netstrata)
                if destination.family == .inet6 { route.priority = 100 }
                try change(&route)
                return route
            }
            func gatewayed(_ gateway: IPAddress) -> (inout KernelRoute) -> Void {
                { ($0.gateway, $0.outIndex) = (gateway, link) }
            }
            return [
                try route("0.0.0.0/0", gatewayed(via4)),
                try route("10.1.0.0/16") {
                    gatewayed(via4)(&$0)
                    ($0.table, $0.priority, $0.mtu) = (RoutingTable(rawValue: 1_000), 42, 1_300)
                    $0.preferredSource = try address("192.0.2.1")
                },
                try route("10.2.0.0/16") { ($0.outIndex, $0.scope) = (link, .link) },
                try route("10.3.0.0/16") {
                    gatewayed(try address("203.0.113.1"))(&$0)
                    $0.isOnLink = true
                },
                try route("10.4.0.0/16", gatewayed(via6)),
                try route("10.5.0.0/16") { $0.nextHops = hops4 },
                try route("10.6.0.0/16") { $0.type = .blackhole },
                try route("10.7.0.0/16") { $0.type = .unreachable },
                try route("10.8.0.0/16") { $0.type = .prohibit },
                try route("::/0", gatewayed(via6)),
                try route("2001:db8:1::/48") {
                    gatewayed(via6)(&$0)
                    ($0.table, $0.mtu) = (RoutingTable(rawValue: 70_000), 1_280)
                    $0.preferredSource = try address("2001:db8::1")
                },
                try route("2001:db8:2::/48") { $0.outIndex = link },
                try route("2001:db8:3::/48") { $0.nextHops = hops6 },
                try route("2001:db8:4::/48") { $0.type = .blackhole },
                try route("2001:db8:5::/48") { $0.type = .unreachable },
            ]
        }

        /// A pair with an address of each family, and the samples that fit.
        static func withSamples(_ body: (Pair, [KernelRoute]) async throws -> Void) async throws {
            try await Pair.with { pair in
                try await pair.netlink.expect([
                    .addAddress(KernelAddress(linkIndex: pair.index, prefix: try prefix("192.0.2.1/24"))),
                    .addAddress(
                        KernelAddress(
                            linkIndex: pair.index, prefix: try prefix("2001:db8::1/64"),
                            flags: AddressFlags(rawValue: 0x02))),
                ])
                try await body(pair, try samples(pair.index))
                // Routes that go nowhere don't leave with the link.
                _ = try await pair.netlink.apply(try await pair.routes().map { .deleteRoute($0) })
            }
        }

        @Test func `every kind of route reads back as it was sent, and can be deleted`() async throws {
            try await Self.withSamples { pair, samples in
                try await pair.netlink.expect(samples.map { .addRoute($0, isExclusive: true) })
                let found = try await pair.routes()
                #expect(found.count == samples.count)
                for sample in samples {
                    let twin = found.first { $0.destination == sample.destination }?.comparable
                    #expect(twin == sample.comparable)
                }
                try await pair.netlink.expect(found.map { .deleteRoute($0) })
                #expect(try await pair.routes().isEmpty)
            }
        }

        @Test func `ip sees the same`() async throws {
            try await Self.withSamples { pair, samples in
                try await pair.netlink.expect(samples.map { .addRoute($0, isExclusive: true) })
                let shown = try await ip.json("-4 route show table 1000")
                #expect(shown.count == 1)
                for word in [#""gateway":"192.0.2.2""#, #""metric":42"#, #""mtu":1300"#, #""prefsrc":"192.0.2.1""#] {
                    #expect(shown.first?.contains(word) == true, "\(word)")
                }
                let ways = try await ip.json("-4 route show 10.5.0.0/16").joined()
                #expect(ways.contains(#""weight":3"#))
                #expect(ways.contains("onlink"))
                #expect(try await ip.json("-4 route show 10.4.0.0/16").joined().contains("2001:db8::2"))
            }
        }

        @Test func `replacing a route never takes it away`() async throws {
            try await Self.withSamples { pair, samples in
                try await pair.netlink.expect(samples.map { .addRoute($0, isExclusive: true) })
                let watcher = try RouteWatcher()
                var changed = samples.filter { $0.gateway?.family == $0.family }
                for place in changed.indices { changed[place].mtu = 1_290 }
                try await pair.netlink.expect(changed.map { .replaceRoute($0) })
                let types = try watcher.messageTypes()
                #expect(types.contains(RouteWatcher.newRoute))
                #expect(!types.contains(RouteWatcher.deletedRoute))
                let found = try await pair.routes()
                #expect(found.count == samples.count)
                for route in changed {
                    #expect(found.first { $0.destination == route.destination }?.mtu == 1_290)
                }
            }
        }

        @Test func `an exclusive route is refused where one is, and a shared one isn't`() async throws {
            try await Self.withSamples { pair, samples in
                let first = try #require(samples.first { $0.destination.description == "10.3.0.0/16" })
                var second = first
                second.gateway = try address("203.0.113.2")
                try await pair.netlink.expect([.addRoute(first, isExclusive: true)])
                #expect(try await pair.netlink.refusal(of: .addRoute(second, isExclusive: true)).name == "EEXIST")
                try await pair.netlink.expect([.addRoute(second, isExclusive: false)])
                #expect(try await pair.routes().count == 2)
                try await pair.netlink.expect([.deleteRoute(first)])
                #expect(try await pair.routes().map(\.gateway) == [second.gateway])
            }
        }

        @Test func `refusals carry the kernel's words and the attribute`() async throws {
            try await Self.withSamples { pair, _ in
                var route = KernelRoute(
                    family: .inet4, destination: try prefix("10.9.0.0/16"), gateway: try address("203.0.113.1"),
                    outIndex: pair.index)
                let far = try await pair.netlink.refusal(of: .addRoute(route, isExclusive: true))
                #expect(far.name == "ENETUNREACH")
                #expect(far.message == "Nexthop has invalid gateway")
                route.destination = try prefix("10.9.0.1/16")
                let bits = try await pair.netlink.refusal(of: .addRoute(route, isExclusive: true))
                #expect(bits.name == "EINVAL")
                #expect(!bits.message.isEmpty)
                route.nextHops = [KernelNextHop(weight: 257)]
                #expect(try await pair.netlink.refusal(of: .replaceRoute(route)).name == "EINVAL")
            }
        }
    }
}

extension KernelRoute {
    /// Without the bytes it was read from, and with what a kernel adds by itself taken off.
    var comparable: KernelRoute {
        var copy = self
        copy.message = []
        if type.hasNoDevice { copy.outIndex = nil }
        return copy
    }
}
