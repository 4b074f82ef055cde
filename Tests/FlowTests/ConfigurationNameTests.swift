import FlowSupport
import NIOHTTP1
import Resources
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
