import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Documents about the firewall, from the configuration to packets.
    @Suite struct FirewallOfDocuments {
        private static let address = "198.51.100.1"
        private static let rule = """
            apiVersion: v1alpha1
            kind: NetworkRuleConfig
            name: office
            portSelector: {ports: [80, 8000-8010], protocol: tcp}
            ingress:
              - {subnet: 192.0.2.0/24, except: 192.0.2.128/25}
              - {subnet: "2001:db8::/64"}

            """
        private static let narrower = """
            ---
            apiVersion: v1alpha1
            kind: NetworkRuleConfig
            name: one-desk
            portSelector: {ports: [80], protocol: tcp}
            ingress: [{subnet: 192.0.2.7/32}, {subnet: 203.0.113.0/24}]

            """
        private static let block = "---\napiVersion: v1alpha1\nkind: NetworkDefaultActionConfig\ningress: block\n"

        /// A daemon on a host that others reach by `eth0`.
        static func run(_ body: @Sendable (Flow, PacketTrial) async throws -> Void) async throws {
            let neighbour = try await Host()
            try await Flow.run(
                prepare: { host in
                    try await host.wire("eth0", address: "02:00:00:00:00:01", to: neighbour)
                    for name in ["all", "default", "eth0"] { try await host.set("ipv4/conf/\(name)/rp_filter", "0") }
                    try await host.ip("address add \(address)/24 dev eth0")
                    try await host.ip("address add 2001:db8:1::1/64 dev eth0")
                    try await neighbour.ip("address add 198.51.100.2/24 dev eth0p")
                    try await neighbour.ip("address add 2001:db8:1::2/64 dev eth0p")
                }, { flow in try await body(flow, PacketTrial(sender: neighbour, receiver: flow.host)) })
        }

        private static func tcp(_ source: String, _ port: UInt16, _ number: UInt16 = 40_000) -> TrialPacket {
            var packet = TrialPacket(
                source: source, destination: source.contains(":") ? "2001:db8:1::1" : address)
            (packet.destinationPort, packet.sourcePort) = (port, number)
            return packet
        }

        @Test func `a question right after a change is about what follows from it`() async throws {
            try await Self.run { flow, _ in
                for round in 0..<10 {
                    let port = 1000 + round
                    let documents = """
                        apiVersion: v1alpha1
                        kind: NetworkDefaultActionConfig
                        ingress: block
                        ---
                        apiVersion: v1alpha1
                        kind: NetworkRuleConfig
                        name: only
                        portSelector: {ports: [\(port)], protocol: tcp}
                        ingress: [{subnet: 192.0.2.0/24}]

                        """
                    let written = try await flow.client.configuration(.PUT, documents, "")
                    #expect(written.status < 300, "\(written.text)")
                    let question = "/v1/firewall/test?protocol=tcp&from=192.0.2.7&to=198.51.100.1&on=eth0&port=\(port)"
                    let answer = try await flow.client.get(question).json
                    #expect(answer["verdict"] == "accept", "round \(round): \(answer.canonical)")
                }
            }
        }

        @Test func `in accept mode rules for one port intersect, and other ports are open`() async throws {
            try await Self.run { flow, trial in
                try await flow.client.configure(Self.rule + Self.narrower)
                let shown = try await flow.host.run(["nft", "-s", "list", "table", "inet", "netstrata"]).output
                #expect(shown.contains("type filter hook input priority mangle + 10; policy accept;"), "\(shown)")
                #expect(shown.contains("comment \"office: closed to all but its networks\""), "\(shown)")
                let packets = [
                    Self.tcp("192.0.2.7", 80), Self.tcp("192.0.2.8", 80), Self.tcp("203.0.113.1", 80),
                    Self.tcp("192.0.2.8", 8005), Self.tcp("192.0.2.130", 8005), Self.tcp("203.0.113.1", 22),
                    Self.tcp("2001:db8::9", 8005), Self.tcp("2001:db8:9::9", 8005), Self.tcp("2001:db8::9", 80),
                ]
                #expect(
                    try await trial.arrivals(packets) == [
                        true, false, false, true, false, true, true, false, false,
                    ])
                #expect(try await flow.client.configuration(.DELETE).isApplied == true)
                #expect(
                    try await trial.arrivals(packets.map { Self.tcp($0.source, $0.destinationPort, 50_000) })
                        == packets.map { _ in true })
            }
        }

        @Test func `where all else is blocked rules for one port add up, and ICMP comes a little`() async throws {
            try await Self.run { flow, trial in
                try await flow.client.configure(Self.rule + Self.narrower + Self.block)
                let udp = TrialPacket(source: "192.0.2.7", destination: Self.address, protocol: 17)
                let ping = TrialPacket(source: "203.0.113.9", destination: Self.address, protocol: 1)
                var clock = ping
                clock.icmpType = 13
                let packets = [
                    Self.tcp("192.0.2.7", 80), Self.tcp("203.0.113.1", 80), Self.tcp("203.0.113.1", 8005),
                    Self.tcp("192.0.2.130", 80), Self.tcp("192.0.2.7", 22), udp, ping, clock,
                ]
                #expect(
                    try await trial.arrivals(packets) == [true, true, false, false, false, false, true, false])
                let pings = (0..<40).map { number in
                    var ping = ping
                    ping.sourcePort = UInt16(number)
                    return ping
                }
                let few = try await trial.arrivals(pings).count { $0 }
                #expect((1...15).contains(few), "\(few) of 40 at once")
                let chain = try await flow.client.get("/v1/resources/network/NfTablesChainSpec/prerouting").json
                #expect(
                    chain[path: "spec", "rules"]?.elements?.last?["name"] == "preset/closed-udp", "\(chain.canonical)")
            }
        }

        @Test func `who would be cut off is told, and may do it with a window`() async throws {
            try await Self.run { flow, _ in
                let session = ["SSH_CONNECTION": "192.0.2.7 50123 \(Self.address) 22"]
                func apply(_ text: String, _ options: String...) async throws -> Command.Outcome {
                    try await flow.cli(["apply", "-f", "-"] + options, input: text, environment: session)
                }
                let refused = try await apply(Self.rule + Self.block)
                #expect(refused.status == 5, "\(refused.errors)")
                #expect(
                    refused.errors.contains(
                        "tcp from 192.0.2.7 port 50123 to \(Self.address) port 22 by eth0: rule 4 (preset/closed-tcp) of chain prerouting"
                    ), "\(refused.errors)")
                let ssh = Self.rule.replacing("name: office", with: "name: ssh").replacing("80, 8000-8010", with: "22")
                #expect(try await apply(Self.rule + "---\n" + ssh + Self.block, "--wait").status == 0)
                let secret =
                    "---\napiVersion: v1alpha1\nkind: WireguardConfig\nname: wg0\nprivateKey: IG9MqCII7z54Ysof1fQ9a7WcMNG+qNJRMyRCQz3JTUY=\n"
                let kept = try await apply(Self.rule + "---\n" + ssh + secret + Self.block)
                #expect(kept.status == 0, "a secret that isn't kept yet: \(kept.errors)")
                let window = try await apply(Self.rule + Self.block, "--confirm", "60s")
                #expect(window.status == 0, "\(window.errors)")
                _ = try await flow.cli("cancel", environment: session)
            }
        }
    }
}
