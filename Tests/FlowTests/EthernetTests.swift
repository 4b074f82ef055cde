import FlowSupport
import Resources
import TestSupport
import Testing

extension Flows {
    /// What Ethernet devices are set to, as far as a veth has it; hardware's settings are tested in the lab.
    @Suite struct EthernetDevices {
        private static func prepare(_ host: Host) async throws {
            try await host.ip("link add eth0 numtxqueues 4 numrxqueues 4 up type veth peer name eth0p")
            try await host.ip("link set eth0p up")
        }

        /// Whether `ethtool -k` shows a feature as on.
        private static func has(_ feature: String, _ flow: Flow) async throws -> Bool {
            let text = try await flow.host.run(["ethtool", "--json", "-k", "eth0"]).output
            return try JSON(parsing: text).elements?.first?[path: feature, "requested"]?.bool == true
        }

        private static func queues(_ flow: Flow) async throws -> Int64? {
            let text = try await flow.host.run(["ethtool", "-l", "eth0"]).output
            let current = text.split(separator: "\n").drop { !$0.hasPrefix("Current") }
            return current.first { $0.hasPrefix("RX:") }?.split(separator: "\t").last.flatMap { Int64($0) }
        }

        @Test func `they are set, put right, kept over a restart, and get back what they had member by member`()
            async throws
        {
            try await Flow.run(prepare: Self.prepare) { flow in
                let name = "EthernetSpec/eth0"
                let before = try await flow.host.run(["ethtool", "-k", "eth0"]).output
                let queues = try #require(try await Self.queues(flow))
                try await flow.client.apply(
                    name, ["features": ["rx-gro": true, "tx-tcp-segmentation": false], "channels": ["rx": 3]])
                #expect(try await Self.has("generic-receive-offload", flow))
                #expect(try await Self.queues(flow) == 3)
                try await flow.host.eventually("its status shows it") {
                    let spec = try await flow.client.get("/v1/resources/network/EthernetStatus/eth0").json["spec"]
                    let features = spec?["features"]?.elements ?? []
                    return features.contains(["name": "rx-gro", "status": "on"])
                        && features.contains(["name": "tx-tcp-segmentation", "status": "off"])
                        && spec?[path: "channels", "rx"] == 3 && spec?[path: "channels", "rx-max"] == 4
                        && spec?["speedMbit"] == 10_000 && spec?["linkState"] == true
                }

                _ = try await flow.host.run(["ethtool", "-K", "eth0", "gro", "off"])
                let drift = try await flow.client.status(name) { $0["repairs"]?.integer == 1 }
                #expect(drift[path: "drift", "found"] == "features.rx-gro false instead of true")
                #expect(try await Self.has("generic-receive-offload", flow))
                _ = try await flow.host.run(["ethtool", "-L", "eth0", "rx", "1"])
                try await flow.client.status(name) { $0["repairs"]?.integer == 2 }
                #expect(try await Self.queues(flow) == 3)

                try await flow.restart()
                #expect(try await flow.client.status(name)["repairs"]?.integer == 2)
                try await flow.client.apply(name, ["features": ["rx-gro": true]])
                try await flow.host.eventually("dropped members have what they had") {
                    let isSegmenting = try await Self.has("tx-tcp-segmentation", flow)
                    return try await Self.queues(flow) == queues && isSegmenting
                }
                #expect(try await Self.has("generic-receive-offload", flow))
                try await flow.client.remove(name)
                #expect(try await flow.host.run(["ethtool", "-k", "eth0"]).output == before)
                #expect(try await flow.client.status(name) == .null)
            }
        }

        @Test
        func `what the driver lacks is told, a link that isn't there is waited for, and a dry run says what would be`()
            async throws
        {
            try await Flow.run(prepare: Self.prepare) { flow in
                let reply = try await flow.client.put("EthernetSpec/eth0", ["rings": ["rx": 512]], "?wait=applied")
                #expect(reply.isApplied == false)
                #expect(reply.reasons.contains("driver (veth) doesn't have it"), "\(reply.text)")
                _ = try await flow.client.put("EthernetSpec/late0", ["features": ["rx-gro": true]])
                try await flow.client.status("EthernetSpec/late0") { $0["state"] == "waiting" }
                try await flow.host.ip("link add late0 type veth peer name late1")
                try await flow.client.status("EthernetSpec/late0") { $0["state"] == "applied" }
                let plan = try await flow.client.put("EthernetSpec/eth0", ["channels": ["rx": 2]], "?dryRun=true")
                #expect(plan.text.contains("ethernet eth0") && plan.text.contains("channels.rx"), "\(plan.text)")
                #expect(try await Self.queues(flow) != 2)
                let wrong = try await flow.client.put("EthernetSpec/eth0", ["speedMbit": 100])
                #expect(wrong.status == 422 && wrong.text.contains("autoneg"))
            }
        }

        @Test func `a document of the configuration sets them, by another name of the link too`() async throws {
            try await Flow.run(prepare: Self.prepare) { flow in
                try await flow.host.ip("link property add dev eth0 altname uplink")
                let document = """
                    apiVersion: v1alpha1
                    kind: EthernetConfig
                    name: uplink
                    features:
                      rx-gro: true
                    channels:
                      rx: 2
                    """
                try await flow.client.configure(document)
                try await flow.host.eventually("the device is as the document says") {
                    let isOn = try await Self.has("generic-receive-offload", flow)
                    return try await Self.queues(flow) == 2 && isOn
                }
                let reply = try await flow.client.get("/v1/resources/network-config/EthernetSpec/configuration/eth0")
                #expect(reply.json[path: "spec", "channels", "rx"] == 2, "\(reply.text)")
            }
        }
    }
}
