import FlowSupport
import Glibc
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// What is said of packets, against what the kernel does with them.
    @Suite struct FirewallWalks {
        /// Each seed is a set of rules; one of them is another each time.
        private static let seeds: [UInt64] = Array(1...7) + [.random(in: 1000...(.max))]

        @Test(arguments: seeds)
        func `rules and packets by lot: the kernel does what is said`(_ seed: UInt64) async throws {
            try await FirewallGround.run { flow, ground in
                var dice = FirewallDice(seed: seed, now: TimeOfWeek(secondsSince1970: Int64(time(nil))))
                let connections = dice.connections(8)
                try await ground.begin(connections)
                let rules = dice.rules()
                let reply = try await flow.client.transact(rules)
                try #require(reply.isApplied == true, "seed \(seed): \(reply.text)")
                let journeys = (0..<60).map { _ in dice.journey() } + dice.further(connections)
                var answers: [JSON] = []
                for journey in journeys { answers.append(try await flow.client.get(journey.question).json) }
                let arrived = try await ground.arrivals(journeys)
                for (index, journey) in journeys.enumerated() {
                    let isAccepted = answers[index]["verdict"] == "accept"
                    let said = "seed \(seed), \(journey): \(answers[index].canonical)"
                    #expect(
                        isAccepted == arrived[index], "\(said)\n\(rules.map { "\($0.resource) \($0.spec.canonical)" })")
                }
                print("firewall seed \(seed): \(arrived.count { $0 }) of \(arrived.count) packets came through")
            }
        }

        @Test func `what clamps segments goes on with SYN that asks for larger ones, and so is said`() async throws {
            try await FirewallOfDocuments.run { flow, trial in
                let clamping: JSON = ["name": "clamp", "clampMSS": ["mtu": 1300], "verdict": "accept"]
                let marking: JSON = ["name": "raw", "clampMSS": ["mtu": 1300], "setMark": ["value": 7]]
                let marked: JSON = ["matchMark": ["value": 7], "matchLayer4": ["protocol": "tcp"], "jump": "clamps"]
                for (name, spec) in [
                    ("clamps", ["rules": [clamping]]),
                    ("raw", ["hook": "prerouting", "priority": "raw", "rules": [["notrack": true], marking]]),
                    ("in", ["hook": "input", "policy": "drop", "rules": [marked]]),
                ] as [(String, JSON)] {
                    try await flow.client.apply("NfTablesChainSpec/\(name)", spec)
                }
                var large = TrialPacket(source: "192.0.2.7", destination: "198.51.100.1")
                large.segmentSize = 1460
                // The first rule has left it at what the second asks for.
                #expect(try await trial.arrivals([large]) == [false])
                try await flow.client.apply(
                    "NfTablesChainSpec/raw",
                    ["hook": "prerouting", "priority": "raw", "rules": [["notrack": true], ["setMark": ["value": 7]]]])
                var packets = [TrialPacket](repeating: large, count: 4)
                packets[1].segmentSize = 1000
                packets[2].segmentSize = nil
                packets[3].protocol = 17
                #expect(try await trial.arrivals(packets) == [true, false, false, false])
                func verdict(_ words: String) async throws -> (JSON?, String) {
                    let question = "/v1/firewall/test?from=192.0.2.7&to=198.51.100.1&port=80&on=eth0&" + words
                    let answer = try await flow.client.get(question).json
                    return (answer["verdict"], answer["notes"]?.canonical ?? "")
                }
                let first = try await verdict("protocol=tcp")
                #expect(first.0 == "accept" && first.1.contains("SYN that asks for larger segments: taken as such"))
                let later = try await verdict("protocol=tcp&state=established")
                #expect(later.0 == "drop" && later.1.contains("taken as another packet of its connection"), "\(later)")
                #expect(try await verdict("protocol=udp").0 == "drop")
                let shown = try await flow.cli("get", "firewall").output
                #expect(shown.contains("tcp SYN with larger segments: clamp to MTU 1300 accept"), "\(shown)")
            }
        }

        @Test func `the command line tells the rules with their counters, and what decides of a packet`() async throws {
            try await FirewallOfDocuments.run { flow, trial in
                let rule: JSON = [
                    "name": "web", "description": "our pages", "anonymousCounter": true, "verdict": "accept",
                    "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [80]]],
                ]
                let spec: JSON = ["hook": "input", "policy": "drop", "rules": [rule]]
                let reply = try await flow.client.put(
                    "NfTablesChainSpec/in", spec, "?wait=applied", ["x-change-message": "pages for all"])
                #expect(reply.isApplied == true)
                let packets = ([22, 80] as [UInt16]).map { port in
                    var packet = TrialPacket(source: "192.0.2.7", destination: "198.51.100.1")
                    packet.destinationPort = port
                    return packet
                }
                #expect(try await trial.arrivals(packets) == [false, true])
                let shown = try await flow.cli("get", "firewall").output
                #expect(
                    shown.contains("chain in, filter at input, priority filter, policy drop, layer api"), "\(shown)")
                let line = shown.split(separator: "\n").first { $0.contains("tcp to port 80: accept") } ?? ""
                #expect(line.contains("web") && line.contains("pages for all") && line.contains(" 1  "), "\(shown)")
                #expect(shown.contains("chains of other tables see the packet too"), "\(shown)")
                let words = "tcp from 192.0.2.7 to port 80 on eth0".split(separator: " ").map(String.init)
                let tested = try await flow.cli(["firewall", "test"] + words).output
                #expect(
                    tested.hasPrefix("accept: tcp from 192.0.2.7 to 198.51.100.1 port 80 by eth0: rule 1 (web)"),
                    "\(tested)")
                for format in ["table", "json", "yaml"] {
                    let accepted = try await flow.cli(["firewall", "test", "-o", format] + words)
                    #expect(accepted.status == 0, "\(format): \(accepted.output)")
                    let other = words.map { $0 == "80" ? "22" : $0 }
                    let dropped = try await flow.cli(["firewall", "test", "-o", format] + other)
                    #expect(dropped.status == 8 && dropped.output.contains("drop"), "\(format): \(dropped.output)")
                    #expect(dropped.errors.isEmpty, "\(dropped.errors)")
                }
                let bad = try await flow.cli("firewall", "test", "tcp", "form", "192.0.2.7")
                #expect(bad.status == 2 && bad.errors.contains("'form' isn't understood"), "\(bad.errors)")
            }
        }
    }
}
