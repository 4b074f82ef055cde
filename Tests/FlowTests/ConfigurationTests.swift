import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// A machine configuration and what becomes of it.
    @Suite struct Configurations {
        private static let whole = """
            # the uplink
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            mtu: 1400
            addresses:
              - address: 192.0.2.10/24
              - address: 2001:db8::10/64
            routes:
              - gateway: 192.0.2.1
              - {destination: 198.51.100.0/24, gateway: 192.0.2.2, metric: 50, table: 100}
              - {destination: "2001:db8:1::/48", gateway: "2001:db8::1"}
              - {destination: 10.20.0.0/16, gateway: 192.0.2.3, metric: 0}
            ---
            apiVersion: v1alpha1
            kind: BridgeConfig
            name: br0
            links: [eth1]
            addresses: [{address: 10.1.0.1/24}]
            ---
            apiVersion: v1alpha1
            kind: VethConfig
            name: v0
            peer: {name: v1, mtu: 1450}
            addresses: [{address: 10.2.0.1/24}]
            ---
            apiVersion: v1alpha1
            kind: Layer2VIPConfig
            name: 192.0.2.9
            link: eth0
            ---
            apiVersion: v1alpha1
            kind: BlackholeRouteConfig
            name: 203.0.113.0/24
            ---
            apiVersion: v1alpha1
            kind: RoutingRuleConfig
            name: "1000"
            src: 192.0.2.0/24
            table: 100
            ---
            apiVersion: v1alpha1
            kind: ResolverConfig
            nameservers: [{address: 192.0.2.53}]
            searchDomains: {domains: [example.com]}
            --- # known hosts
            apiVersion: v1alpha1
            kind: StaticHostConfig
            name: 192.0.2.99
            hostnames: [printer]
            ---
            apiVersion: v1alpha1
            kind: HostnameConfig
            hostname: node-1.example.com
            ---
            apiVersion: v1alpha1
            kind: SysctlConfig
            params: {net.ipv4.ip_forward: "1", vm.swappiness: "7"}

            """

        private static let patch = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            mtu: 1450
            addresses: [{address: 192.0.2.11/24}]
            ---
            apiVersion: v1alpha1
            kind: RoutingRuleConfig
            name: "1000"
            $patch: delete
            ---
            apiVersion: v1alpha1
            kind: StaticHostConfig
            name: 192.0.2.98
            hostnames: [scanner]
            """

        private static func run(_ body: @Sendable (Flow) async throws -> Void) async throws {
            try await Flow.run(startsDaemon: false) { host in
                try await host.veth("eth0")
                try await host.veth("eth1")
            } _: { flow in
                try Root(path: flow.folder).makeFolders(for: "root/etc/x")
                try flow.root.write("etc/hosts", "127.0.0.1 localhost\n", mode: 0o640)
                try flow.root.write("etc/resolv.conf", "nameserver 198.51.100.1\n")
                try await flow.daemon.start(on: flow.host)
                try await body(flow)
            }
        }

        private static func link(_ flow: Flow, _ name: String) async throws -> JSON {
            try await flow.host.json("-d link show dev \(name)").first ?? .null
        }

        private static func routes(_ flow: Flow, _ question: String) async throws -> [String] {
            try await flow.host.json("route show \(question)").map { route in
                ["dst", "gateway", "dev", "metric"].compactMap { name in
                    route[name].map { $0.text ?? $0.canonical }
                }.joined(separator: " ")
            }
        }

        private static func files(_ flow: Flow) async throws -> String {
            let words = ["sh", "-c", "cd \(flow.root.path) && find . -type f -exec grep -H '' {} + | sort; ls -lR etc"]
            // Folders that files needed stay; what is in them counts.
            return try await flow.host.run(words).output.split(separator: "\n")
                .filter { $0.hasPrefix(".") && $0.contains(":") && !$0.hasSuffix(":") || $0.hasPrefix("-") }
                .map { line in line.hasPrefix("-") ? line.prefix { $0 != " " } : line }.joined(separator: "\n")
        }

        @Test func `a whole configuration is applied, changed and removed, and all is as at first`() async throws {
            try await Self.run { flow in
                _ = try await KernelEvents(flow.host).quiet(for: .milliseconds(500))
                let (before, filesBefore) = (try await flow.host.snapshot(), try await Self.files(flow))
                try await flow.client.configure(Self.whole, "&allowUnsupported=true")
                try await Self.expectWhole(flow)
                let patched = try await flow.client.configuration(
                    .PATCH, Self.patch, "?wait=applied&allowUnsupported=true")
                #expect(patched.isApplied == true, "\(patched.text)")
                try await Self.expectPatched(flow)
                let removed = try await flow.client.configuration(.DELETE)
                #expect(removed.isApplied == true, "\(removed.text)")
                try await flow.host.eventually(shows: before) { try await flow.host.snapshot() }
                try await flow.host.eventually("the files are as at first") {
                    try await Self.files(flow) == filesBefore
                }
                #expect(try await flow.host.snapshot() == before)
                #expect(try await flow.client.get("/v1/config").status == 404)
            }
        }

        private static func expectWhole(_ flow: Flow) async throws {
            let host = flow.host
            #expect(try await link(flow, "eth0")["mtu"] == 1400)
            #expect(try await host.hasAddress("192.0.2.10/24", on: "eth0"))
            #expect(try await host.hasAddress("2001:db8::10/64", on: "eth0"))
            #expect(try await link(flow, "br0")[path: "linkinfo", "info_kind"] == "bridge")
            #expect(try await host.hasAddress("10.1.0.1/24", on: "br0"))
            #expect(try await link(flow, "eth1")["master"] == "br0")
            #expect(try await link(flow, "v0")["link"] == "v1")
            #expect(try await link(flow, "v1")["mtu"] == 1450)
            #expect(try await host.hasAddress("10.2.0.1/24", on: "v0"))
            let main = try await routes(flow, "")
            #expect(main.contains("default 192.0.2.1 eth0 1024"), "\(main)")
            #expect(main.contains("10.20.0.0/16 192.0.2.3 eth0"), "\(main)")
            #expect(main.contains { $0.hasPrefix("203.0.113.0/24") }, "\(main)")
            #expect(try await routes(flow, "table 100") == ["198.51.100.0/24 192.0.2.2 eth0 50"])
            let rules = try await host.ip("rule show")
            #expect(rules.contains("1000:\tfrom 192.0.2.0/24 lookup 100"), "\(rules)")
            #expect(try await host.inside { Files.text("/proc/sys/net/ipv4/ip_forward") } == "1\n")
            #expect(flow.root.text("proc/sys/vm/swappiness") == "7\n")
            #expect(flow.root.text("proc/sys/kernel/hostname") == "node-1\n")
            try await host.eventually("the files say so") {
                let hosts = flow.root.text("etc/hosts").split(separator: "\n").map { $0.split(separator: " ") }
                return hosts.contains(["192.0.2.99", "printer"]) && hosts.contains { $0.last == "node-1" }
                    && flow.root.text("etc/hostname").hasPrefix("node-1\n")
            }
            let resolvers = flow.root.text("etc/resolv.conf")
            #expect(resolvers.contains("nameserver 192.0.2.53") && resolvers.contains("search example.com"))
        }

        private static func expectPatched(_ flow: Flow) async throws {
            #expect(try await link(flow, "eth0")["mtu"] == 1450)
            #expect(try await flow.host.hasAddress("192.0.2.10/24", on: "eth0"))
            #expect(try await flow.host.hasAddress("192.0.2.11/24", on: "eth0"))
            #expect(try await !flow.host.ip("rule show").contains("1000:"))
            #expect(try await link(flow, "eth1")["master"] == "br0")
            try await flow.host.eventually("the scanner is known") {
                let hosts = flow.root.text("etc/hosts")
                return hosts.contains("scanner") && hosts.contains("printer")
            }
        }

        @Test func `what this version can't carry out is refused by name, all of it`() async throws {
            try await Self.run { flow in
                let text = """
                    apiVersion: v1alpha1
                    kind: Layer2VIPConfig
                    name: 192.0.2.9
                    link: eth0
                    ---
                    apiVersion: v1alpha1
                    kind: DHCPv4Config
                    name: eth1
                    ---
                    version: v1alpha1
                    machine:
                      network:
                        interfaces:
                          - interface: eth0
                            dhcp: true
                    """
                for query in ["", "?dryRun=true"] {
                    let reply = try await flow.client.configuration(.PUT, text, query)
                    #expect(reply.status == 422)
                    #expect(reply.reason == "NOT_SUPPORTED", "\(reply.text)")
                    let names = (reply.json["notSupported"]?.elements ?? []).compactMap(\.text).joined(separator: " ")
                    for name in [
                        "Layer2VIPConfig/192.0.2.9", "DHCPv4Config/eth1", "machine.network.interfaces[0].dhcp",
                    ] {
                        #expect(names.contains(name), "\(names)")
                    }
                }
                #expect(try await flow.client.get("/v1/config").status == 404)
            }
        }

        @Test func `everything that is wrong is told at once, each with its document and line`() async throws {
            try await Self.run { flow in
                let text = """
                    apiVersion: v1alpha1
                    kind: LinkConfig
                    name: eth0
                    mtu: many
                    addresses:
                      - address: 192.0.2.300/24
                    ---
                    apiVersion: v1alpha1
                    kind: RoutingRuleConfig
                    name: "32766"
                    table: 100
                    ---
                    apiVersion: v1alpha1
                    kind: HostnameConfig
                    hostname: -node
                    ---
                    apiVersion: v1alpha1
                    kind: LinkConfg
                    name: eth1
                    """
                let reply = try await flow.client.configuration(.PUT, text)
                #expect(reply.status == 422)
                let lines = (reply.json["errors"]?.elements ?? []).map { $0["line"]?.integer ?? 0 }
                #expect(lines == [4, 6, 10, 15, 18], "\(reply.text)")
                for name in ["LinkConfig/eth0", "RoutingRuleConfig/32766", "HostnameConfig", "document 4"] {
                    #expect(reply.text.contains(name), "\(reply.text)")
                }
                #expect(try await !flow.host.ip("link show eth0").contains("mtu 1400"))
            }
        }

        @Test func `the text comes back byte for byte but for secrets, and a patch leaves other documents' bytes`()
            async throws
        {
            try await Self.run { flow in
                let key = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk="
                let secret = """
                    ---   # what isn't the network's
                    version: v1alpha1
                    machine:
                        token:   '\(key)' # ours
                        install: {disk: /dev/sda}

                    """
                let text = Self.whole + secret
                try await flow.client.configure(text, "&allowUnsupported=true")
                let read = try await flow.client.get("/v1/config").text
                #expect(read == text.replacing(key, with: "REDACTED"))

                let patched = try await flow.client.configuration(
                    .PATCH, Self.patch, "?wait=applied&allowUnsupported=true")
                #expect(patched.isApplied == true, "\(patched.text)")
                let after = try await flow.client.get("/v1/config").text
                let parts = read.split(separator: "---", omittingEmptySubsequences: false)
                // All but the first document, which changed, and the rule, which went.
                for part in parts.dropFirst() where !part.contains("RoutingRuleConfig") {
                    #expect(after.contains("---" + part), "\(after)")
                }
                #expect(!after.contains("RoutingRuleConfig") && after.contains("scanner") && !after.contains(key))

                // What was shown, put again, keeps the secret.
                try await flow.client.configure(after, "&allowUnsupported=true")
                #expect(try await flow.client.get("/v1/config").text == after)
                let count = "SELECT count(*) FROM resource WHERE spec LIKE '%\(key)%'"
                #expect(
                    try await flow.shell(count).output == "0\n")
            }
        }

        @Test func `a dry run says what would happen and does nothing`() async throws {
            try await Self.run { flow in
                let before = try await flow.host.snapshot()
                let reply = try await flow.client.configuration(
                    .PUT, Self.whole, "?dryRun=true&allowUnsupported=true")
                #expect(reply.status < 300, "\(reply.text)")
                let objects = reply.plan.compactMap { $0["object"]?.text }
                #expect(objects.contains("link br0"), "\(reply.text)")
                #expect(objects.contains("address eth0/192.0.2.10/24"), "\(reply.text)")
                #expect(try await flow.host.snapshot() == before)
                #expect(try await flow.client.get("/v1/config").status == 404)
            }
        }
    }
}
