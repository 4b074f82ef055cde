import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// What becomes of links of ours that somebody renames.
    @Suite struct Renames {
        private static let pair: JSON = ["kind": "veth", "up": true, "mtu": 1400, "veth": ["peerName": "v1"]]

        /// Where a rename hits, and what the status says was found.
        private static let renames = [
            ("LinkSpec/v0", "link set v0 name x0", "renamed to x0"),
            ("LinkSpec/v0", "link set v1 name x1", "its other end was renamed to x1"),
            ("LinkSpec/br0", "link set br0 name bridge7", "renamed to bridge7"),
        ]

        private static func prepare(_ flow: Flow) async throws {
            let reply = try await flow.client.transact([
                ("put", "LinkSpec/v0", Self.pair), ("put", "LinkSpec/v1", ["up": true]),
                ("put", "LinkSpec/br0", ["kind": "bridge", "up": true]), ("put", "AddressSpec/v0/10.0.0.9/24", [:]),
                ("put", "RouteSpec/inet4/10.0.0.1/198.51.100.0/24/100", [:]),
            ])
            try #require(reply.isApplied == true, "\(reply.reasons)")
            try await flow.host.ip("route add 198.51.101.0/24 via 10.0.0.1 dev v0 proto static")
            try await flow.host.ip("-6 route add 2001:db8:1::/48 dev v0 proto static")
        }

        /// Links with their numbers, and what goes by them.
        private static func look(_ host: Host) async throws -> [String] {
            try await host.json("link show").map { "\($0["ifindex"] ?? .null) \($0["ifname"] ?? .null)" }
                + host.look("-d link show", "address show", "-4 route show", "-6 route show")
        }

        @Test(arguments: renames)
        func `a link of ours that was renamed gets its name back, and keeps all that goes by it`(
            _ resource: String, _ words: String, _ finding: String
        ) async throws {
            try await Flow.run { flow in
                try await Self.prepare(flow)
                let before = try await Self.look(flow.host)
                try await flow.host.ip(words)
                let status = try await flow.client.status(resource) { ($0["repairs"]?.integer ?? 0) >= 1 }
                try await flow.host.eventually(shows: before) { try await Self.look(flow.host) }
                #expect(status[path: "drift", "found"]?.text == finding)
                #expect(status["state"] == "applied")
                #expect(try await flow.client.status(resource)["repairs"] == 1)
            }
        }

        @Test func `both ends that were renamed while the daemon was down get their names back`() async throws {
            try await Flow.run { flow in
                try await Self.prepare(flow)
                let before = try await Self.look(flow.host)
                try await flow.daemon.crash()
                try await flow.host.ip("link set v0 name x0")
                try await flow.host.ip("link set v1 name x1")
                try await flow.daemon.start(on: flow.host)
                try await flow.host.eventually(shows: before) { try await Self.look(flow.host) }
            }
        }

        @Test func `while somebody else has the name nothing is touched, and then it is ours again`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/v0", Self.pair)
                let before = try await Self.look(flow.host)
                try await flow.client.manage("observe")
                try await flow.host.ip("link set v0 name x0")
                try await flow.host.ip("link add v0 type bridge")
                let events = try await KernelEvents(flow.host)
                try await flow.client.manage("enforce")
                let status = try await flow.client.status("LinkSpec/v0") { $0["state"] == "foreignConflict" }
                #expect(status["reason"]?.text?.contains("called x0 now") == true)
                try await events.expectNone(try events.all())
                try await flow.host.ip("link delete v0")
                try await flow.host.eventually(shows: before) { try await Self.look(flow.host) }
            }
        }

        @Test func `a renamed link goes with its spec, and one that took its name stays`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("LinkSpec/v0", Self.pair)
                try await flow.client.manage("observe")
                try await flow.host.ip("link set v0 name x0")
                try await flow.host.ip("link add v0 type bridge")
                _ = try await flow.client.ask(.DELETE, Client.path("LinkSpec/v0"))
                try await flow.client.manage("enforce")
                try await flow.host.eventually("the pair is gone") {
                    try await flow.host.json("link show type veth").allSatisfy { $0["ifname"]?.text?.first == "e" }
                }
                #expect(try await flow.host.json("link show type bridge").map { $0["ifname"] } == ["v0"])
            }
        }
    }
}
