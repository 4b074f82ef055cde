import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// What the daemon is started with: a configuration file, the kernel's command line, a platform file.
    @Suite struct StartSources {
        private static let text = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            addresses:
              - address: 192.0.2.10/24

            """
        private static let platform = """
            addresses:
              - address: 192.0.2.30/24
                linkName: eth0
                family: inet4
                scope: global
                flags: permanent
                layer: platform
            externalIPs: [203.0.113.9]

            """

        private static func addresses(_ flow: Flow) async throws -> String {
            try await flow.host.ip("address show eth0")
        }

        @Test func `a configuration file is loaded when it has changed, and not over what was changed since`()
            async throws
        {
            try await Flow.run(startsDaemon: false) { flow in
                let file = flow.folder + "/config.yaml"
                let options = ["--config", file]
                try Files.write(Self.text, to: file)
                try await flow.daemon.start(on: flow.host, options)
                #expect(try await Self.addresses(flow).contains("192.0.2.10/24"))
                #expect(try await flow.client.get("/v1/config").text == Self.text)
                let change = try await flow.client.get("/v1/history/1").json
                #expect(change["message"] == .string("loaded from \(file)"))

                let other = Self.text.replacing("192.0.2.10", with: "192.0.2.11")
                let put = try await flow.client.ask(
                    .PUT, "/v1/config?wait=applied", Array(other.utf8), ["content-type": "application/yaml"])
                #expect(put.isApplied == true, "\(put.reasons)")
                try await flow.daemon.stop()
                try await flow.daemon.start(on: flow.host, options)
                #expect(try await flow.client.get("/v1/config").text == other)

                try await flow.daemon.stop()
                try Files.write(Self.text.replacing("192.0.2.10", with: "192.0.2.12"), to: file)
                try await flow.daemon.start(on: flow.host, options)
                let shown = try await Self.addresses(flow)
                #expect(shown.contains("192.0.2.12/24") && !shown.contains("192.0.2.11/24"))

                try await flow.daemon.stop()
                try Files.write(Self.text + "mut: 9000\n", to: file)
                try await flow.daemon.start(on: flow.host, options)
                #expect(try await Self.addresses(flow).contains("192.0.2.12/24"))
                #expect(await flow.daemon.words.contains("LinkConfig/eth0, line 6, at /mut"))
                let refused = try await flow.client.get("/readyz")
                #expect(refused.status == 503)
                #expect(refused.text.contains("configuration file: \(file) isn't used: LinkConfig/eth0, line 6"))
                let mended = try await flow.client.ask(
                    .PUT, "/v1/config?wait=applied", Array(other.utf8), ["content-type": "application/yaml"])
                #expect(mended.isApplied == true, "\(mended.reasons)")
                #expect(try await flow.client.get("/readyz").status == 200)

                // A platform file is read at a start only.
                try await flow.daemon.stop()
                let platform = flow.folder + "/platform.yaml"
                try Files.write("adresses: []\n", to: platform)
                try await flow.daemon.start(on: flow.host, ["--platform", platform])
                let bad = try await flow.client.get("/readyz")
                #expect(bad.status == 503)
                #expect(bad.text.contains("platform file: \(platform) isn't used: "), "\(bad.text)")
            }
        }

        @Test func `each layer speaks, the highest wins, and an explanation names them`() async throws {
            try await Flow.run(startsDaemon: false) { flow in
                let file = flow.folder + "/platform.yaml"
                try Files.write(Self.platform, to: file)
                let line = "quiet ip=192.0.2.20::192.0.2.1:255.255.255.0::eth0::::: -- ip=192.0.2.99:::::eth0"
                try await flow.daemon.start(
                    on: flow.host, ["--kernel-command-line", line, "--platform", file])
                let shown = try await Self.addresses(flow)
                #expect(shown.contains("192.0.2.20/24") && shown.contains("192.0.2.30/24"))
                #expect(!shown.contains("192.0.2.99"))
                #expect(try await flow.host.ip("route show default").contains("via 192.0.2.1 dev eth0"))
                let external = "/v1/resources/network/AddressStatus/external/203.0.113.9/32"
                #expect(try await flow.client.get(external).json["spec"]?["linkName"] == "external")
                try await flow.host.eventually("it is one of the host's addresses, and not of its routed ones") {
                    let path = "/v1/resources/network/NodeAddress/"
                    let current = try await flow.client.get(path + "current").text
                    let routed = try await flow.client.get(path + "routed").text
                    return current.contains("203.0.113.9/32") && !routed.contains("203.0.113.9")
                }

                let text = Self.text.replacing("192.0.2.10/24", with: "192.0.2.20/24\n    routePriority: 7")
                let put = try await flow.client.ask(
                    .PUT, "/v1/config?wait=applied", Array(text.utf8),
                    ["content-type": "application/yaml", "x-change-message": "a metric"])
                #expect(put.isApplied == true, "\(put.reasons)")
                let answer = try await flow.client.get("/v1/explain/AddressSpec/eth0/192.0.2.20/24").json
                let layers = answer["layers"]?.elements ?? []
                #expect(layers.map { $0["layer"] } == ["configuration", "cmdline"])
                #expect(layers.map { $0["decides"] } == [true, false])
                let documents = layers.first?["documents"]?.elements
                #expect(documents?.map { $0["document"] } == ["LinkConfig/eth0"])
                #expect(documents?.map { $0["pointer"] } == ["/addresses/0"])
                #expect(layers.first?["message"] == "a metric")
                #expect(answer["merged"]?["spec"]?["priority"] == 7)

                let gone = try await flow.client.ask(.DELETE, "/v1/config?wait=applied")
                #expect(gone.isApplied == true, "\(gone.reasons)")
                let after = try await flow.client.get("/v1/resources/network/AddressSpec/eth0/192.0.2.20/24").json
                #expect(after["spec"]?["layer"] == "cmdline")
            }
        }

        @Test func `Talos' defaults are a profile that can be had and given up`() async throws {
            try await Flow.run { flow in
                func put(_ spec: String) async throws {
                    let path = "/v1/resources/management/ManagementSpec/host"
                    #expect(try await flow.client.ask(.PUT, path, Array(spec.utf8)).status < 300)
                }
                func servers() async throws -> String {
                    try await flow.client.get("/v1/resources/network-config/ResolverSpec").text
                }
                #expect(try await !servers().contains("1.1.1.1"))
                try await put(#"{"defaults":"talos"}"#)
                try await flow.host.eventually("the profile is there") { try await servers().contains("1.1.1.1") }
                try await put(#"{}"#)
                try await flow.host.eventually("the profile is gone") { try await !servers().contains("1.1.1.1") }
            }
        }
    }
}
