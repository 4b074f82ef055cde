import Glibc
import NetworkTypes
import Testing

@testable import Kernel

extension InNamespace {
    @Suite(.timeLimit(.minutes(1))) struct Monitors {
        @Test func `each topic wakes its own stream`() async throws {
            try await Pair.with { pair in
                let monitor = try KernelMonitor()
                let address = KernelAddress(linkIndex: pair.index, prefix: try prefix("192.0.2.1/32"))
                let route = KernelRoute(
                    family: .inet4, destination: try prefix("10.0.0.0/8"), type: .blackhole)
                let rule = KernelRule(family: .inet6, priority: 9, table: .main)
                let changes: [(KernelTopics, KernelChange)] = [
                    (.links, .setLink(index: pair.index, LinkAttributes(isUp: false))),
                    (.linkDetails, .setLink(index: pair.index, LinkAttributes(mtu: 1_300))),
                    (.links, .setLink(index: pair.index, LinkAttributes(isUp: true))),
                    (.addresses, .addAddress(address)),
                    (.routes, .addRoute(route, isExclusive: true)),
                    (.rules, .addRule(rule)),
                ]
                for (topic, change) in changes {
                    var waker = monitor.wakeUps(on: topic).makeAsyncIterator()
                    try await pair.netlink.expect([change])
                    let woken: Void? = await waker.next()
                    #expect(woken != nil)
                }
                #expect(monitor.overflowCount == 0)
                try await pair.netlink.expect([.deleteRoute(route), .deleteRule(rule)])
                monitor.stop()
            }
        }

        @Test func `those who want a link's state aren't woken by its details`() async throws {
            try await Pair.with { pair in
                let monitor = try KernelMonitor()
                var details = monitor.wakeUps(on: .linkDetails).makeAsyncIterator()
                // The first time everything is new.
                try await pair.netlink.expect([.setLink(index: pair.index, LinkAttributes(mtu: 1_300))])
                await details.next()
                let states = monitor.wakeUps(on: .links)
                try await pair.netlink.expect([.setLink(index: pair.index, LinkAttributes(mtu: 1_400))])
                await details.next()
                monitor.stop()
                var count = 0
                for await _ in states { count += 1 }
                #expect(count == 0)
            }
        }

        @Test func `what somebody sets in a forwarding database is a detail of links, and a neighbour is nothing`()
            async throws
        {
            try await Pair.with { pair in
                // The tool sets the loopback up, which would wake too.
                try await ip("link show lo")
                let monitor = try KernelMonitor()
                var details = monitor.wakeUps(on: .linkDetails).makeAsyncIterator()
                for verb in ["add", "delete"] {
                    try await IPTool(program: "bridge")("fdb \(verb) 02:00:00:00:00:09 dev left0 self")
                    let woken: Void? = await details.next()
                    #expect(woken != nil)
                }
                var all = monitor.wakeUps(on: .all).makeAsyncIterator()
                try await ip("neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev left0")
                try await ip("neighbour delete 192.0.2.9 dev left0")
                // One that comes after them.
                let rule = KernelRule(family: .inet6, priority: 9, table: .main)
                var rules = monitor.wakeUps(on: .rules).makeAsyncIterator()
                try await pair.netlink.expect([.addRule(rule)])
                await rules.next()
                let first: Void? = await all.next()
                #expect(first != nil)
                monitor.stop()
                let second: Void? = await all.next()
                #expect(second == nil, "the rule alone")
                try await pair.netlink.expect([.deleteRule(rule)])
            }
        }

        @Test func `a lost notification wakes everyone`() async throws {
            try await Routes.withSamples { pair, _ in
                let monitor = try KernelMonitor(
                    receiveBuffer: 1, .failure(.unavailable(operation: "process connector", errno: ENOTCONN)))
                var rules = monitor.wakeUps(on: .rules).makeAsyncIterator()
                // The kernel yields to a slow listener (`netlink_broadcast()`), so one batch may not be enough.
                let routes = try Batches.routes(by: pair.index, wrong: -1)
                while monitor.overflowCount == 0 {
                    try Task.checkCancellation()
                    _ = try await pair.netlink.apply(routes)
                    _ = try await pair.netlink.apply(try await pair.routes().map { .deleteRoute($0) })
                }
                // No rule was touched: only the overflow can have woken this one.
                let woken: Void? = await rules.next()
                #expect(woken != nil)
            }
        }

        @Test func `stopping finishes the streams, and later ones too`() async throws {
            let monitor = try KernelMonitor()
            let stream = monitor.wakeUps(on: .all)
            monitor.stop()
            monitor.stop()
            for await _ in stream {}
            for await _ in monitor.wakeUps(on: .links) {}
        }

        @Test func `many monitors come and go`() async throws {
            for _ in 0..<200 {
                let monitor = try KernelMonitor()
                let stream = monitor.wakeUps(on: .all)
                monitor.stop()
                for await _ in stream {}
            }
        }

        @Test func `a process ends while a monitor runs`() async throws {
            await #expect(processExitsWith: .exitCode(7)) {
                let monitor = try KernelMonitor()
                let netlink = try RouteNetlink()
                _ = try await netlink.links()
                withExtendedLifetime((monitor, netlink)) { exit(7) }
            }
        }
    }
}
