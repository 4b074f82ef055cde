import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// What becomes of addresses and settings when names go over from one link to another.
    @Suite struct MovedNames {
        /// The addresses of two links that somebody asked for.
        private static func addresses(_ flow: Flow) async throws -> [String] {
            try await flow.host.json("-4 address show").flatMap { link in
                (link["addr_info"]?.elements ?? []).map { "\(link["ifname"]?.text ?? "") \($0["local"]?.text ?? "")" }
            }.filter { $0.hasPrefix("n") }.sorted()
        }

        private static func sizes(_ flow: Flow, _ names: String...) async throws -> [String] {
            let links = try await flow.host.json("link show")
            return names.map { name in "\(name) \(links.first { $0["ifname"]?.text == name }?["mtu"]?.integer ?? 0)" }
        }

        private static func swap(_ first: String, _ second: String, _ flow: Flow) async throws {
            try await flow.host.ip("link set \(first) name swap0")
            try await flow.host.ip("link set \(second) name \(first)")
            try await flow.host.ip("link set swap0 name \(second)")
        }

        private static func prepareBridges(_ flow: Flow) async throws {
            let reply = try await flow.client.transact([
                ("put", "LinkSpec/n1", ["kind": "bridge", "up": true]),
                ("put", "LinkSpec/n2", ["kind": "bridge", "up": true]),
                ("put", "AddressSpec/n1/10.1.1.1/32", [:]), ("put", "AddressSpec/n2/10.2.2.2/32", [:]),
            ])
            try #require(reply.isApplied == true, "\(reply.reasons)")
        }

        @Test func `links of ours that swapped names have the addresses of their names, and nothing stays behind`()
            async throws
        {
            try await Flow.run { flow in
                try await Self.prepareBridges(flow)
                try await flow.daemon.crash()
                try await Self.swap("n1", "n2", flow)
                try await flow.daemon.start(on: flow.host)
                try await flow.host.eventually(shows: ["n1 10.1.1.1", "n2 10.2.2.2"]) { try await Self.addresses(flow) }
                for name in ["n1/10.1.1.1/32", "n2/10.2.2.2/32"] {
                    _ = try await flow.client.ask(.DELETE, Client.path("AddressSpec/" + name))
                }
                try await flow.host.eventually(shows: []) { try await Self.addresses(flow) }
            }
        }

        @Test func `addresses whose specs go while the names are swapped go as well`() async throws {
            try await Flow.run { flow in
                try await Self.prepareBridges(flow)
                try await flow.client.manage("observe")
                try await Self.swap("n1", "n2", flow)
                for name in ["n1/10.1.1.1/32", "n2/10.2.2.2/32"] {
                    _ = try await flow.client.ask(.DELETE, Client.path("AddressSpec/" + name))
                }
                try await flow.client.manage("enforce")
                try await flow.host.eventually(shows: []) { try await Self.addresses(flow) }
            }
        }

        @Test func `an address that somebody else put on another link stays`() async throws {
            try await Flow.run { flow in
                try await Self.prepareBridges(flow)
                try await flow.host.ip("address add 10.1.1.1/32 dev n2")
                _ = try await flow.client.ask(.DELETE, Client.path("AddressSpec/n1/10.1.1.1/32"))
                _ = try await flow.client.ask(.DELETE, Client.path("AddressSpec/n2/10.2.2.2/32"))
                try await flow.host.eventually(shows: ["n2 10.1.1.1"]) { try await Self.addresses(flow) }
            }
        }

        @Test func `a link that was found and renamed has its own values again without the spec`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link add f0 mtu 1480 type veth peer name f1")
                try await flow.client.apply("LinkSpec/f0", ["mtu": 1401])
                try await flow.host.ip("link set f0 name g0")
                _ = try await flow.client.status("LinkSpec/f0") { $0["state"] == "waiting" }
                #expect(try await Self.sizes(flow, "g0") == ["g0 1401"])
                _ = try await flow.client.ask(.DELETE, Client.path("LinkSpec/f0"))
                try await flow.host.eventually(shows: ["g0 1480"]) { try await Self.sizes(flow, "g0") }
            }
        }

        @Test func `found links that swapped names have their own values again without the specs`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link add f0 mtu 1480 type veth peer name f1 mtu 1490")
                try await flow.client.apply("LinkSpec/f0", ["mtu": 1401])
                try await flow.client.apply("LinkSpec/f1", ["mtu": 1402])
                try await flow.daemon.crash()
                try await Self.swap("f0", "f1", flow)
                try await flow.daemon.start(on: flow.host)
                try await flow.host.eventually(shows: ["f0 1401", "f1 1402"]) { try await Self.sizes(flow, "f0", "f1") }
                _ = try await flow.client.ask(.DELETE, Client.path("LinkSpec/f0"))
                _ = try await flow.client.ask(.DELETE, Client.path("LinkSpec/f1"))
                try await flow.host.eventually(shows: ["f0 1490", "f1 1480"]) { try await Self.sizes(flow, "f0", "f1") }
            }
        }

        @Test func `a link that another takes the name of has its own values again`() async throws {
            try await Flow.run { flow in
                try await flow.host.ip("link add f0 mtu 1480 type veth peer name f1 mtu 1490")
                try await flow.client.apply("LinkSpec/f0", ["mtu": 1401])
                try await flow.host.ip("link set f0 name g0")
                try await flow.host.ip("link set f1 name f0")
                try await flow.host.eventually(shows: ["f0 1401", "g0 1480"]) { try await Self.sizes(flow, "f0", "g0") }
                _ = try await flow.client.ask(.DELETE, Client.path("LinkSpec/f0"))
                try await flow.host.eventually(shows: ["f0 1490", "g0 1480"]) { try await Self.sizes(flow, "f0", "g0") }
            }
        }
    }
}
