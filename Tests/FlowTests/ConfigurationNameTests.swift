import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Documents that call links by what they are.
    @Suite struct ConfigurationNames {
        private static func run(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(startsDaemon: false) { host in
                for (number, name) in ["eth0", "eth1"].enumerated() {
                    let address = "02:00:00:00:00:1\(number)"
                    try await host.ip("link add \(name) address \(address) up type veth peer name \(name)p")
                    try await host.ip("link set \(name)p up")
                }
            } _: { flow in
                try Root(path: flow.folder).makeFolders(for: "root/etc/x")
                try await flow.daemon.start(on: flow.host)
                try await body(flow)
            }
        }

        @Test func `a link is named by a selector, and set by that name`() async throws {
            try await Self.run { flow in
                let before = try await flow.host.snapshot()
                try await flow.client.configure(
                    """
                    apiVersion: v1alpha1
                    kind: LinkAliasConfig
                    name: uplink
                    selector:
                      match: link.kind == "veth" && mac(link.hardware_addr) == "02:00:00:00:00:11"
                    ---
                    apiVersion: v1alpha1
                    kind: LinkConfig
                    name: uplink
                    mtu: 1420
                    addresses: [{address: 192.0.2.10/24}]
                    routes: [{gateway: 192.0.2.1}]
                    """)
                let host = flow.host
                // The name is there first, and the links are looked up again then.
                try await host.eventually("eth1 is set") {
                    let (link, route) = (try await host.ip("address show eth1"), try await host.ip("route show"))
                    return link.contains("192.0.2.10/24") && link.contains("mtu 1420")
                        && route.contains("default via 192.0.2.1 dev eth1")
                }
                #expect(try await host.json("link show eth1").first?["ifalias"] == "uplink")
                #expect(try await !host.ip("address show eth0").contains("192.0.2.10"))
                let removed = try await flow.client.configuration(.DELETE)
                #expect(removed.isApplied == true, "\(removed.text)")
                try await host.eventually(shows: before) { try await host.snapshot() }
            }
        }

        @Test func `a link that is down is set by that name, and traffic doesn't stop when somebody gives it another`()
            async throws
        {
            try await Self.run { flow in
                try await flow.host.ip("link set eth1 down")
                try await flow.client.configure(
                    """
                    apiVersion: v1alpha1
                    kind: LinkAliasConfig
                    name: uplink
                    selector: {match: 'link.kind == "veth" && mac(link.hardware_addr) == "02:00:00:00:00:11"'}
                    ---
                    apiVersion: v1alpha1
                    kind: LinkConfig
                    name: uplink
                    addresses: [{address: 192.0.2.10/24}]
                    """)
                #expect(try await flow.host.ip("address show eth1").contains("192.0.2.10/24"))
                let host = flow.host
                let events = try await KernelEvents(host)
                try await host.ip("link set eth1 alias port7")
                try await host.eventually("the alias is put right") {
                    try await host.json("link show eth1").first?["ifalias"]?.text == "uplink"
                }
                let told = try await events.quiet(for: .seconds(1)).filter { $0.kind != .newLink }
                try await events.expectNone(told)
            }
        }

        /// Two links match the first selector, none the second.
        private static let vague = """
            # names
            apiVersion: v1alpha1
            kind: LinkAliasConfig
            name: uplink
            selector:
              match: link.kind == "veth" && glob("02:00:00:00:00:1?", mac(link.hardware_addr))
            ---
            version: v1alpha1
            machine:
              network:
                interfaces:
                  - deviceSelector: {hardwareAddr: "02:00:00:00:00:1f"}
                    addresses: [10.5.0.1/24]
            """

        @Test func `a selector that finds no link or several is told at once, stays to be seen, and follows the links`()
            async throws
        {
            try await Self.run { flow in
                let dry = try await flow.cli("apply", "-f", "-", "--dry-run", input: Self.vague)
                #expect(dry.status == 0, "\(dry.errors)")
                #expect(dry.output.contains("warning: standard input, line 6: LinkAliasConfig/uplink"), "\(dry.output)")
                let put = try await flow.cli("apply", "-f", "-", "--wait", input: Self.vague)
                #expect(put.status == 0, "\(put.errors)")
                for words in [
                    "waiting for a link: LinkAliasConfig/uplink",
                    "line 6: LinkAliasConfig/uplink, at /selector/match: 2 links are so, eth0, eth1",
                    "line 12: v1alpha1, at /machine/network/interfaces/0/deviceSelector: no link is so",
                    "hardwareAddr: 02:00:00:00:00:1f",
                ] {
                    #expect(put.output.contains(words), "\(words): \(put.output)")
                }
                try await Self.expect(flow, [("LinkAliasConfig/uplink", "several"), ("v1alpha1", "none")])
                let table = try await flow.cli("get", "selectors")
                #expect(table.output.contains("several"), "\(table.output)")

                // One of the two becomes what the other selector looks for.
                try await flow.host.ip("link set eth1 address 02:00:00:00:00:1f")
                try await flow.host.ip("link set eth0 address 02:00:00:00:00:20")
                try await Self.expect(flow, [("LinkAliasConfig/uplink", "found"), ("v1alpha1", "found")])
                try await flow.host.eventually("eth1 is named and set") {
                    let link = try await flow.host.json("link show eth1").first
                    let isSet = try await flow.host.hasAddress("10.5.0.1/24", on: "eth1")
                    return isSet && link?["ifalias"] == "uplink"
                }
                try await flow.host.ip("link set eth1 address 02:00:00:00:00:21")
                try await Self.expect(flow, [("LinkAliasConfig/uplink", "none"), ("v1alpha1", "none")])
                #expect(try await flow.client.configuration(.DELETE).isApplied == true)
                let rows = try await flow.client.get("/v1/resources/network/LinkSelectorStatus").json
                #expect(rows["items"] == [])
            }
        }

        /// The states of selectors in statuses and in the configuration's report, by document.
        private static func expect(_ flow: Flow, _ states: [(document: String, state: String)]) async throws {
            try await flow.host.eventually("selectors are \(states)") {
                let rows = try await flow.client.get("/v1/resources/network/LinkSelectorStatus").json["items"]?.elements
                let found = (rows ?? []).map { row in
                    "\(row["spec"]?["document"]?.text ?? "") \(row["spec"]?["state"]?.text ?? "")"
                }
                return found == states.map { "\($0.document) \($0.state)" }
            }
            let etag = try await flow.client.get("/v1/config").headers["etag"] ?? ""
            let report = try await flow.client.ask(.GET, "/v1/config?output=json", [], ["if-none-match": etag])
            let warned = Set((report.json["warnings"]?.elements ?? []).compactMap { $0["document"]?.text })
            #expect(warned == Set(states.filter { $0.state != "found" }.map(\.document)))
            let alias = report.json["documents"]?.elements?.first
            #expect(alias?["state"]?.text == (states[0].state == "found" ? "accepted" : "waiting"))
        }

        @Test func `explain names each document that speaks of a link, and the line where it does`() async throws {
            try await Self.run { flow in
                let text = """
                    version: v1alpha1
                    machine:
                      network:
                        interfaces:
                          - interface: eth0
                            addresses:
                              - 10.5.0.1/24
                              - 10.5.0.2/24
                    ---
                    apiVersion: v1alpha1
                    kind: BridgeConfig
                    name: br0
                    links:
                      - eth1
                    ---
                    apiVersion: v1alpha1
                    kind: LinkConfig
                    name: eth1
                    mtu: 1420
                    """
                try await flow.client.configure(text)
                let address = try await flow.cli("explain", "AddressSpec/eth0/10.5.0.2/24")
                #expect(address.output.contains(" v1alpha1:8 "), "\(address.output)")
                let link = try await flow.client.get("/v1/explain/LinkSpec/eth1").json
                #expect(
                    link["layers"]?.elements?.first?["documents"] == [
                        [
                            "document": "BridgeConfig/br0", "line": 14, "pointer": "/links/0",
                            "members": ["bridgeSlave", "logical", "up"],
                        ],
                        ["document": "LinkConfig/eth1", "line": 16, "pointer": "", "members": ["mtu"]],
                    ])
                let table = try await flow.cli("explain", "LinkSpec/eth1").output
                #expect(table.contains("MEMBERS"), "\(table)")
                #expect(table.contains("LinkConfig/eth1:16   mtu"), "\(table)")
            }
        }

        @Test func `a device of the legacy document finds its links by selector`() async throws {
            try await Self.run { flow in
                let before = try await flow.host.snapshot()
                try await flow.client.configure(
                    """
                    version: v1alpha1
                    machine:
                      type: worker
                      network:
                        interfaces:
                          - deviceSelector: {hardwareAddr: "02:00:00:00:00:11"}
                            mtu: 1430
                            addresses: [10.5.0.1/24]
                            routes: [{network: 0.0.0.0/0, gateway: 10.5.0.254, metric: 7}]
                          - interface: eth0
                            addresses: [10.6.0.1/24]
                        nameservers: [192.0.2.53]
                        extraHostEntries: [{ip: 192.0.2.99, aliases: [printer]}]
                      sysctls: {net.ipv4.ip_forward: "1"}
                      install: {disk: /dev/sda}
                    """)
                let host = flow.host
                #expect(try await host.hasAddress("10.5.0.1/24", on: "eth1"))
                #expect(try await host.hasAddress("10.6.0.1/24", on: "eth0"))
                #expect(try await host.ip("link show eth1").contains("mtu 1430"))
                #expect(try await host.ip("route show").contains("default via 10.5.0.254 dev eth1"))
                #expect(try await host.inside { Files.text("/proc/sys/net/ipv4/ip_forward") } == "1\n")
                let shown = try await flow.client.get("/v1/config?output=json").json
                #expect(shown["ignored"]?.canonical.contains("machine.install") == true, "\(shown.canonical)")
                let removed = try await flow.client.configuration(.DELETE)
                #expect(removed.isApplied == true, "\(removed.text)")
                try await host.eventually(shows: before) { try await host.snapshot() }
            }
        }
    }
}
