import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct `Asking for a way` {
        private let ip = IPTool()

        /// The links of the ways that there are.
        private static func links(
            _ pair: Pair, to targets: Set<RouteTarget>
        ) async throws -> [RouteTarget: Set<UInt32>] {
            try await pair.netlink.ways(to: targets).filter { !$0.value.isEmpty }.mapValues { Set($0.map(\.link)) }
        }

        @Test func `finds the link that a packet leaves by, and the next one after a change`() async throws {
            try await Pair.with { pair in
                let there = RouteTarget(try address("198.51.100.7"))
                let far = RouteTarget(try address("2001:db8:7::7"))
                let ways = { try await Self.links(pair, to: [there, far]) }
                #expect(try await ways() == [:])
                try await ip("address add 192.0.2.1/24 dev left0")
                try await ip("route add 198.51.100.0/24 via 192.0.2.2 dev left0")
                try await ip("-6 route add 2001:db8:7::/64 dev left1")
                let (left, right) = (pair.index, pair.peerIndex)
                #expect(try await ways() == [there: [left], far: [right]])
                try await ip("route replace 198.51.100.0/24 dev left1")
                #expect(try await ways() == [there: [right], far: [right]])
                try await ip("link set left1 down")
                #expect(try await ways() == [:])
                try await ip("link set left1 up")
                try await ip("address del 192.0.2.1/24 dev left0")
            }
        }

        @Test func `finds every way that a flow may take, and the largest packet that the route itself says`()
            async throws
        {
            try await Pair.with { pair in
                let there = RouteTarget(try address("198.51.100.7"))
                let far = RouteTarget(try address("2001:db8:7::7"))
                let here = RouteTarget(try address("192.0.2.1"))
                try await ip("address add 192.0.2.1/24 dev left0")
                try await ip("route add 198.51.100.0/24 mtu 1400 nexthop dev left0 nexthop dev left1")
                let hops = "nexthop via fe80::7 dev left0 nexthop via fe80::7 dev left1"
                try await ip("-6 route add 2001:db8:7::/64 mtu 1300 \(hops)")
                let both: Set = [pair.index, pair.peerIndex]
                #expect(try await Self.links(pair, to: [there, far, here]) == [there: both, far: both, here: [1]])
                let ways = try await pair.netlink.ways(to: [there, far])
                #expect(ways[there]?.allSatisfy { $0.mtu == 1400 } == true)
                #expect(ways[far]?.allSatisfy { $0.mtu == 1300 } == true)
                try await ip("route del 198.51.100.0/24")
                try await ip("-6 route flush 2001:db8:7::/64")
                try await ip("address del 192.0.2.1/24 dev left0")
            }
        }

        @Test func `heeds where a packet says that it comes from, and its mark`() async throws {
            try await Pair.with { pair in
                try await ip("address add 192.0.2.1/24 dev left0")
                try await ip("address add 192.0.2.3/24 dev left1 metric 500")
                let (left, right) = (pair.index, pair.peerIndex)
                let plain = RouteTarget(try address("192.0.2.7"))
                let marked = RouteTarget(plain.address, mark: 7)
                let sourced = RouteTarget(plain.address, from: try address("192.0.2.3"))
                let strange = RouteTarget(plain.address, from: try address("203.0.113.1"))
                let all: Set = [plain, marked, sourced, strange]
                #expect(
                    try await Self.links(pair, to: all) == [
                        plain: [left], marked: [left], sourced: [left],
                    ])
                try await ip("rule add fwmark 7 table 77")
                try await ip("rule add from 192.0.2.3 table 77")
                try await ip("route add default dev left1 table 77")
                #expect(
                    try await Self.links(pair, to: all) == [
                        plain: [left], marked: [right], sourced: [right],
                    ])
                try await ip("rule del fwmark 7 table 77")
                try await ip("rule del from 192.0.2.3 table 77")
                try await ip("address del 192.0.2.1/24 dev left0")
            }
        }
    }
}
