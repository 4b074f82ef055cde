import FlowSupport
import Resources
import Testing

extension InLab {
    /// Ports that a document selects by what they are.
    @Suite struct PortSelectors {
        private static func document(_ kind: String, _ match: String, _ further: String = "") -> String {
            """
            apiVersion: v1alpha1
            kind: \(kind)
            name: m0
            linkSelectors:
              - match: '\(match)'
            \(further)
            """
        }

        /// Hosts with links `p0`, `p1` and so on, with a cable each.
        private static func prepare(_ host: Host) async throws {
            for number in 0...2 { try await plug(number, host) }
            for (number, name) in [(0, "uplink-a"), (1, "uplink-b"), (2, "other")] {
                try await host.ip("link property add dev p\(number) altname \(name)")
            }
        }

        /// Of a further name of a link that is down the kernel tells nobody.
        private static func plug(_ number: Int, _ host: Host) async throws {
            try await host.ip(
                "link add p\(number) up address 02:00:00:00:01:0\(number) type veth peer name p\(number)p")
            try await host.ip("link set p\(number)p up")
        }

        /// Waits until these are the ports, as `ip` shows them, and the selector's status has these links.
        private static func expect(_ ports: [String], _ flow: Flow, found: [String]? = nil) async throws {
            try await flow.host.eventually("the ports are \(ports)") {
                try await flow.host.links().filter { $0["master"] == "m0" }.compactMap { $0["ifname"]?.text }.sorted()
                    == ports
            }
            try await flow.host.eventually("the selector finds \(found ?? ports)") {
                try await Self.selector(flow)["links"] == .array((found ?? ports).map { .string($0) })
            }
        }

        private static func selector(_ flow: Flow) async throws -> JSON {
            let reply = try await flow.client.get("/v1/resources/network/LinkSelectorStatus")
            return reply.json["items"]?.elements?.first?["spec"] ?? .null
        }

        private static let bond = document(
            "BondConfig", "link.kind == \"veth\" && link.alt_names.exists(name, glob(\"uplink-*\", name))",
            "bondMode: active-backup\nmiimon: 100")

        @Test(.kernel(has: "NLMON"))
        func `are those of a bond now and later, and leave it as they were`() async throws {
            try await Flow.run(prepare: Self.prepare) { flow in
                try await flow.client.configure(Self.bond)
                try await Self.expect(["p0", "p1"], flow)
                try await flow.expectNoWrites {
                    try await flow.meetsNewcomer()
                    try await flow.restart()
                }
                try await Self.plug(3, flow.host)
                try await flow.host.ip("link property add dev p3 altname uplink-c")
                try await Self.expect(["p0", "p1", "p3"], flow)
                try await flow.host.ip("link property del dev p1 altname uplink-b")
                try await Self.expect(["p0", "p3"], flow)
                try await flow.host.eventually("p1", shows: ["address": "02:00:00:00:01:01"], "released")
                try await flow.host.ip("link delete p3")
                try await Self.expect(["p0"], flow)
                #expect(try await Self.selector(flow)["state"] == "found")

                let rebooted = try await flow.rebooted(prepare: Self.prepare)
                try await Self.expect(["p0", "p1"], rebooted)
                for name in ["LinkSpec/m0", "LinkSpec/p0"] {
                    let status = try await rebooted.client.status(name)
                    #expect(status["state"] == "applied" && status["repairs"] == nil, "\(status.canonical)")
                }
            }
        }

        @Test func `of a bond are found again by the address that they had before they were ports`() async throws {
            let addresses = "[\"02:00:00:00:01:01\", \"02:00:00:00:01:02\"]"
            let match = "link.kind == \"veth\" && mac(link.hardware_addr) in \(addresses)"
            try await Flow.run(prepare: Self.prepare) { flow in
                try await flow.client.configure(
                    Self.document("BondConfig", match, "bondMode: active-backup\nmiimon: 100"))
                try await Self.expect(["p1", "p2"], flow)
                let ports = try await flow.host.links().filter { $0["master"] == "m0" }
                #expect(Set(ports.map { $0["address"] }).count == 1, "they have one address between them")
                let events = try await KernelEvents(flow.host)
                try await flow.meetsNewcomer()
                try await Self.expect(["p1", "p2"], flow)
                let left = try events.all().filter { event in event.kind == .deletedLink }
                #expect(left.count == 1, "the newcomer alone went")
            }
        }

        @Test func `of which one is meant are none while there are several, and that is told`() async throws {
            let match = "link.kind == \"veth\" && link.alt_names.exists(name, name.startsWith(\"uplink-\"))"
            try await Flow.run(prepare: Self.prepare) { flow in
                try await flow.client.configure(Self.document("BridgeConfig", match, "    which: one"))
                try await Self.expect([], flow, found: ["p0", "p1"])
                let told = try await Self.selector(flow)
                #expect(told["state"] == "several")
                #expect(
                    told["reason"] == "2 links are so, p0, p1, and one alone is meant; m0 has none of them",
                    "\(told.canonical)")
                let report = try await flow.client.get("/v1/config?output=json")
                #expect(report.text.contains("one alone is meant"), "\(report.text)")
                try await flow.host.ip("link delete p0")
                try await Self.expect(["p1"], flow)
                try await flow.host.ip("link property del dev p1 altname uplink-b")
                try await Self.expect([], flow)
                #expect(try await Self.selector(flow)["state"] == "none")
            }
        }
    }
}
