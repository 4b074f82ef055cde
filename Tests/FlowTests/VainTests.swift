import FlowSupport
import Resources
import Testing

extension Flows {
    @Suite struct Vain {
        /// A bridge can't be a port of a bridge: the kernel makes the link, refuses its master and removes it again.
        private static let nested: JSON = ["kind": "bridge", "bridgeSlave": ["masterName": "br0"]]

        @Test
        func
            `a new link that the kernel refuses is tried with growing pauses, and made when nothing is wrong any more`()
            async throws
        {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/br0", ["kind": "bridge"])
                let events = try await KernelEvents(flow.host)
                let reply = try await flow.client.put("LinkSpec/br1", Self.nested, "?wait=applied&timeout=1s")
                #expect(reply.isApplied == false)
                let status = try await flow.client.status("LinkSpec/br1") { $0["state"] == "refused" }
                #expect(status["errno"] == "ELOOP", "\(status.canonical)")
                _ = try events.all()
                try await Task.sleep(for: .seconds(3))
                let attempts = try events.all().count { $0.kind == .deletedLink }
                #expect((1...6).contains(attempts), "\(attempts) attempts in 3 s")

                try await flow.client.apply("LinkSpec/br1", ["kind": "bridge"])
                try await flow.client.status("LinkSpec/br1") { $0["state"] == "applied" }
            }
        }

        @Test
        func `what is undone as often as it is put right is put right once a second, and history has one row of it`()
            async throws
        {
            try await Flow.run { flow in
                let id = "AddressSpec/eth0/192.0.2.10/24"
                try await flow.client.apply(id)
                let host = flow.host
                let fight = Task {
                    while !Task.isCancelled { _ = try? await host.ip("address delete 192.0.2.10/24 dev eth0") }
                }
                defer { fight.cancel() }
                let status = try await flow.client.status(id) { $0["state"] == "waiting" }
                #expect(status["reason"]?.text?.contains("once a second") == true, "\(status.canonical)")
                let history = "/v1/resources/network/ApplyStatus/\(id)?revisions"
                let before = try await flow.client.get(history).items.count
                let events = try await KernelEvents(flow.host)
                try await Task.sleep(for: .seconds(3))
                let repairs = try events.all().count { $0.kind == .newAddress }
                #expect((1...6).contains(repairs), "\(repairs) repairs in 3 s")
                #expect(try await flow.client.get(history).items.count == before)
                fight.cancel()
                try await flow.client.status(id, within: .seconds(40)) { $0["state"] == "applied" }
                #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
            }
        }

        @Test func `an IPv6 address waits until the link's MTU is large enough, and says so`() async throws {
            try await Flow.run { flow in
                let id = "AddressSpec/eth0/2001:db8::10/64"
                try await flow.client.apply("LinkSpec/eth0", ["mtu": 1200])
                try await flow.client.put(id)
                let status = try await flow.client.status(id) { $0["state"] == "waiting" }
                #expect(status["reason"] == "link eth0 has MTU 1200, and IPv6 needs at least 1280 (RFC 8200 §5)")
                try await flow.client.apply("LinkSpec/eth0", ["mtu": 1280])
                try await flow.client.status(id) { $0["state"] == "applied" }
            }
        }

        private static func number(_ host: Host) async throws -> Substring {
            try await host.ip("-o link show x0").prefix { $0 != ":" }
        }

        @Test func `a link of ours gets another kind by being made anew, with its number and what lies on it`()
            async throws
        {
            try await Flow.run { flow in
                let pair: JSON = ["kind": "veth", "up": true, "veth": ["peerName": "x1"]]
                try await flow.client.apply("LinkSpec/x0", pair)
                try await flow.client.apply("AddressSpec/x0/192.0.2.1/24")
                #expect(try await flow.host.ip("link show x0").contains("alias netstrata"))
                try await flow.host.ip("address add 198.51.100.1/24 dev x0")
                try await flow.host.ip("route add 203.0.113.0/24 via 198.51.100.2")
                let number = try await Self.number(flow.host)
                let bridge: JSON = ["kind": "bridge", "up": true]
                let plan = try await flow.client.put("LinkSpec/x0", bridge, "?dryRun=true")
                #expect(plan.text.contains("the link is deleted and made anew"), "\(plan.text)")
                for (spec, kind) in [(bridge, "bridge"), (pair, "veth")] {
                    try await flow.client.apply("LinkSpec/x0", spec)
                    #expect(try await flow.host.ip("-d link show x0").contains(kind))
                    #expect(try await Self.number(flow.host) == number)
                    for address in ["192.0.2.1/24", "198.51.100.1/24"] {
                        #expect(try await flow.host.hasAddress(address, on: "x0"), "\(address) with \(kind)")
                    }
                    #expect(try await flow.host.ip("route show 203.0.113.0/24").contains("via 198.51.100.2 dev x0"))
                }
                let repairs = try await flow.client.status("AddressSpec/x0/192.0.2.1/24")["repairs"]
                #expect(repairs == nil, "the link's own step puts it back")
            }
        }

        @Test func `a spec that is deleted or changed while somebody fights over its object has its way`() async throws
        {
            try await Flow.run { flow in
                let route = "RouteSpec/inet4//203.0.113.0/24/7"
                try await flow.client.apply(route, ["type": "blackhole"])
                let host = flow.host
                let fight = Task {
                    while !Task.isCancelled { _ = try? await host.ip("route replace prohibit 203.0.113.0/24 metric 7") }
                }
                defer { fight.cancel() }
                try await flow.client.status(route) { $0["state"] == "waiting" }
                fight.cancel()
                try await flow.client.put(route, ["type": "unreachable"])
                try await flow.host.eventually("the new intent is applied", within: .seconds(3)) {
                    try await flow.host.ip("route show type unreachable").contains("203.0.113.0/24")
                }
                try await flow.client.remove(route)
                #expect(try await !flow.host.ip("route show table all").contains("203.0.113.0/24"))
            }
        }

        @Test func `an object whose spec is deleted in the middle of a fight doesn't stay`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/br9", ["kind": "bridge", "mtu": 1400])
                let host = flow.host
                let fight = Task { while !Task.isCancelled { _ = try? await host.ip("link set br9 mtu 1450") } }
                defer { fight.cancel() }
                try await flow.client.status("LinkSpec/br9") { $0["state"] == "waiting" }
                try await flow.client.remove("LinkSpec/br9")
                #expect(try await !flow.host.ip("link show").contains("br9"))
            }
        }
    }
}
