import Kernel
import NetworkTypes
import Testing

extension InNamespace {
    @Suite struct Restorations {
        @Test(arguments: [
            "route add 10.1.0.0/16 via 192.0.2.2 metric 7 mtu 1400 initcwnd 20 proto 99 src 192.0.2.1 tos 0x10",
            "route add 10.2.0.0/16 proto 99 nexthop via 192.0.2.2 weight 4 nexthop via 203.0.113.1 dev left0 onlink",
            "route add 10.3.0.0/16 via inet6 2001:db8::2 dev left0 proto 99 table 5000 realm 5",
            "route add unreachable 10.4.0.0/16 metric 9 proto 99",
            "route add 10.5.0.0/16 dev left0 proto 99",
            "-6 route add 2001:db8:1::/48 via 2001:db8::2 metric 7 mtu 1400 proto 99 pref high",
            "-6 route add 2001:db8:2::/48 proto 99 nexthop via 2001:db8::2 nexthop via 2001:db8::3 weight 9",
            "-6 route add 2001:db8:3::/48 via 2001:db8::2 expires 3000 proto 99 table 5000",
            "-6 route add blackhole 2001:db8:4::/48 proto 99",
        ])
        func `a route comes back as ip showed it`(words: String) async throws {
            try await Routes.withSamples { pair, _ in
                try await ip(words)
                let show = "\(words.hasPrefix("-6") ? "-6" : "-4") route show table all proto 99"
                let before = try await ip.json(show)
                let foreign = try await pair.netlink.routes().filter { $0.protocolNumber.rawValue == 99 }
                #expect(foreign.count == 1)
                try await pair.netlink.expect(foreign.map { .deleteRoute($0) })
                #expect(try await ip.json(show).isEmpty)
                try await pair.netlink.expect(foreign.map { .restoreRoute($0) })
                // The seconds that are left of an expiry may differ by one.
                let after = try await ip.json(show)
                #expect(words.contains("expires") ? after.count == before.count : after == before)
                try await pair.netlink.expect(foreign.map { .restoreRoute($0) })
                #expect(try await ip.json(show).count == before.count)
                try await pair.netlink.expect(foreign.map { .deleteRoute($0) })
            }
        }

        @Test func `next-hop objects of a link that is down for a change come back, with groups and routes`()
            async throws
        {
            try await Routes.withSamples { pair, _ in
                for words in [
                    "nexthop add id 1 via 192.0.2.2 dev left0", "nexthop add id 2 dev left0",
                    "nexthop add id 3 group 1/2",
                    "route add 10.1.0.0/16 nhid 1 proto 99", "route add 10.2.0.0/16 nhid 3 proto 99",
                ] { try await ip(words) }
                func shown() async throws -> [String] {
                    [try await ip("nexthop"), try await ip("route show proto 99")]
                }
                let before = try await shown()
                #expect(before.allSatisfy { !$0.isEmpty })
                var change = LinkAttributes(mtu: 1_400)
                change.pause = .down
                try await pair.netlink.expect([.setLink(index: pair.index, change)])
                #expect(try await shown() == before)
                // Their routes go with them.
                for id in 1...2 { try await ip("nexthop delete id \(id)") }
            }
        }

        @Test func `a route that lost its carrier comes back`() async throws {
            try await Routes.withSamples { pair, _ in
                try await ip("route add 10.1.0.0/16 via 192.0.2.2 dev left0 proto 99")
                // The kernel marks the route a moment later, before it tells of the link.
                let monitor = try KernelMonitor()
                var wakeUps = monitor.wakeUps(on: .links).makeAsyncIterator()
                try await pair.netlink.expect([.setLink(index: pair.peerIndex, LinkAttributes(isUp: false))])
                var before = try await ip.json("-4 route show proto 99")
                while !before.joined().contains("linkdown") {
                    await wakeUps.next()
                    before = try await ip.json("-4 route show proto 99")
                }
                let foreign = try await pair.netlink.routes().filter { $0.protocolNumber.rawValue == 99 }
                try await pair.netlink.expect(foreign.map { .deleteRoute($0) } + foreign.map { .restoreRoute($0) })
                #expect(try await ip.json("-4 route show proto 99") == before)
            }
        }

        @Test(arguments: [
            "address add 192.0.2.1/24 broadcast 192.0.2.255 label left0:x metric 5 noprefixroute dev left0",
            "address add 192.0.2.1 peer 198.51.100.1/24 dev left0 scope link",
            "address add 2001:db8::7/64 dev left0 nodad noprefixroute metric 8 home",
        ])
        func `an address comes back as ip showed it`(words: String) async throws {
            try await Pair.with { pair in
                try await ip(words)
                let before = try await ip.json("address show dev left0")
                let foreign = try await pair.addresses()
                #expect(foreign.count == 1)
                try await pair.netlink.expect(foreign.map { .deleteAddress($0) })
                #expect(try await pair.addresses().isEmpty)
                try await pair.netlink.expect(foreign.map { .restoreAddress($0) })
                #expect(try await ip.json("address show dev left0") == before)
            }
        }

        @Test(arguments: [
            "rule add priority 400 from 192.0.2.0/24 to 10.0.0.0/8 fwmark 0x1/0xff lookup 9 protocol 99",
            "rule add not priority 401 iif lo uidrange 0-0 ipproto udp dport 53 lookup 9 protocol 99",
            "rule add priority 402 lookup main suppress_prefixlength 0 suppress_ifgroup 4 protocol 99",
            "rule add priority 403 l3mdev protocol 99",
            "-6 rule add priority 404 from 2001:db8::/32 goto 32766 protocol 99",
            "-6 rule add priority 405 to 2001:db8::/32 tos 0x10 prohibit protocol 99",
        ])
        func `a rule comes back as ip showed it`(words: String) async throws {
            let netlink = try RouteNetlink()
            try await ip(words)
            let show = "\(words.hasPrefix("-6") ? "-6" : "-4") rule show"
            let before = try await ip.json(show)
            let foreign = try await netlink.rules().filter { $0.protocolNumber.rawValue == 99 }
            try await netlink.expect(foreign.map { .deleteRule($0) })
            #expect(try await ip.json(show).count == before.count - 1)
            try await netlink.expect(foreign.map { .restoreRule($0) })
            #expect(try await ip.json(show) == before)
            try await netlink.expect(foreign.map { .restoreRule($0) })
            #expect(try await ip.json(show) == before)
            try await netlink.expect(foreign.map { .deleteRule($0) })
        }

        @Test func `what wasn't dumped can't be restored`() async throws {
            let route = KernelRoute(family: .inet4, destination: try prefix("10.0.0.0/8"), message: [2, 8, 0])
            #expect(try await RouteNetlink().refusal(of: .restoreRoute(route)).name == "EINVAL")
        }
    }
}
