import FlowSupport
import Foundation
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Maps, and elements that have an end, from the resource to the kernel, with nft(8) as the witness.
    @Suite struct FirewallMaps {
        private static let chain = "NfTablesChainSpec/forwarded"
        private static let map = "NfTablesSetSpec/access"
        private static let led = "NfTablesChainSpec/led"

        private static func spec(_ rules: [JSON]) -> JSON {
            ["hook": "forward", "policy": "drop", "rules": .array(rules)]
        }

        private static func verdicts(_ values: [(String, JSON)]) -> JSON {
            [
                "type": "ipv4_addr", "valueType": "verdict",
                "elements": .array(values.map { ["element": .string($0.0), "value": $0.1] }),
            ]
        }

        private static let rule: JSON = [
            "name": "who", "anonymousCounter": true, "verdictMap": ["key": "sourceAddress", "map": "access"],
        ]

        @Test func `a map of verdicts is one step of a rule, and its elements change by themselves`() async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([Self.rule])),
                    ("put", Self.map, Self.verdicts([("192.0.2.7", "jump led"), ("198.51.100.0/24", "drop")])),
                    ("put", Self.led, ["rules": [["verdict": "accept"]]]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                let first = try await flow.host.nft("-a list chain inet netstrata forwarded")
                #expect(first.contains("ip saddr vmap @access"), "\(first)")
                let shown = try await flow.host.nft("list map inet netstrata access")
                #expect(shown.contains("type ipv4_addr : verdict"), "\(shown)")
                #expect(shown.contains("192.0.2.7 : jump led") && shown.contains("198.51.100.0/24 : drop"), "\(shown)")
                // What follows without a gap stays apart, since it stands for something else.
                try await flow.client.apply(
                    Self.map,
                    Self.verdicts([("192.0.2.6", "accept"), ("192.0.2.7", "drop"), ("192.0.2.8", "goto led")]))
                let second = try await flow.host.nft("list map inet netstrata access")
                #expect(
                    ["192.0.2.6 : accept", "192.0.2.7 : drop", "192.0.2.8 : goto led"].allSatisfy(second.contains),
                    "\(second)")
                #expect(try await flow.host.nft("-a list chain inet netstrata forwarded") == first, "the rule stays")
                _ = try await flow.client.ask(.DELETE, Client.path(Self.led))
                #expect(
                    try await flow.client.status(Self.led) { $0["state"] == "waiting" }["reason"]
                        == "the map access leads to it")
                try await flow.client.apply(Self.map, Self.verdicts([("192.0.2.6", "accept")]))
                try await flow.host.eventually("the chain goes when no map leads to it") {
                    try await !flow.host.nft("list chains").contains("chain led")
                }
            }
        }

        @Test func `what others change of maps is put right, and maps that nobody asked for go`() async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([Self.rule])),
                    ("put", Self.map, Self.verdicts([("192.0.2.7", "drop")])),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                let ours = try await flow.host.nft("-s list table inet netstrata")
                #expect(try await flow.host.nft("delete element inet netstrata access { 192.0.2.7 }").isEmpty)
                let status = try await flow.client.status(Self.map) { $0["repairs"] == 1 }
                #expect(status[path: "drift", "found"] == "192.0.2.7 with drop is missing")
                #expect(
                    try await flow.host.nft("add map inet netstrata evil { type ipv4_addr : verdict; }").isEmpty)
                let told = try await flow.client.status(Self.chain) { $0["repairs"] == 1 }
                #expect(told[path: "drift", "found"] == "map evil is in the table, and no spec asks for it")
                #expect(try await flow.host.nft("-s list table inet netstrata") == ours)
            }
        }

        @Test func `marks and addresses are looked up`() async throws {
            try await Flow.run { flow in
                let tcp: JSON = ["protocol": "tcp"]
                let marking: JSON = [
                    "setMark": ["map": ["key": "destinationPort", "map": "classes"]], "matchLayer4": tcp,
                ]
                let leading: JSON = [
                    "nat": ["type": "dnat", "map": ["key": "destinationPort", "map": "servers"]], "matchLayer4": tcp,
                ]
                let turning: JSON = [
                    "nat": ["type": "redirect", "map": ["key": "inputLink", "map": "ports"]], "matchLayer4": tcp,
                ]
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([marking])),
                    (
                        "put", "NfTablesSetSpec/classes",
                        [
                            "type": "inet_service", "valueType": "mark",
                            "elements": [["element": "20-22", "value": "0x10"], ["element": 23, "value": 7]],
                        ]
                    ),
                    (
                        "put", "NfTablesSetSpec/servers",
                        [
                            "type": "inet_service", "valueType": "ipv6_addr",
                            "elements": [["element": 80, "value": "2001:db8::80"]],
                        ]
                    ),
                    (
                        "put", "NfTablesSetSpec/ports",
                        [
                            "type": "ifname", "valueType": "inet_service",
                            "elements": [["element": "eth0", "value": 8080]],
                        ]
                    ),
                    (
                        "put", "NfTablesChainSpec/nat",
                        [
                            "type": "nat", "hook": "prerouting", "priority": "dstnat",
                            "rules": [leading, turning],
                        ]
                    ),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                let shown = try await flow.host.nft("list table inet netstrata")
                for text in [
                    "meta mark set tcp dport map @classes", "20-22 : 0x00000010", "23 : 0x00000007",
                    "dnat ip6 to tcp dport map @servers", "80 : 2001:db8::80",
                    "redirect to :iifname map @ports", #""eth0" : 8080"#,
                ] { #expect(shown.contains(text), "\(text): \(shown)") }
            }
        }

        @Test func `an element goes by itself at its end, which nobody counts as drift`() async throws {
            try await Flow.run { flow in
                let rule: JSON = ["matchSourceAddress": ["set": "blocked"], "verdict": "drop"]
                let now = Int64(Date().timeIntervalSince1970 * 1000)
                func end(_ seconds: Int64) -> JSON {
                    .string(Moment(milliseconds: now + seconds * 1000).description)
                }
                let set = "NfTablesSetSpec/blocked"
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([rule])),
                    (
                        "put", set,
                        [
                            "type": "ipv4_addr",
                            "elements": [
                                "10.0.0.0/24", ["element": "192.0.2.7", "expires": end(5)],
                                ["element": "192.0.2.8", "expires": end(600)],
                                ["element": "192.0.2.9", "expires": end(-5)],
                            ],
                        ]
                    ),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                func elements() async throws -> String {
                    try await flow.host.nft("list set inet netstrata blocked")
                }
                let first = try await elements()
                #expect(first.contains("192.0.2.7") && first.contains("192.0.2.8") && !first.contains("192.0.2.9"))
                #expect(first.contains("expires 9m"), "\(first)")
                let chain = try await flow.host.nft("-a list chain inet netstrata forwarded")
                try await flow.restart()
                try await flow.host.eventually("the element has gone, and the status says so", within: .seconds(10)) {
                    let items = try await flow.client.get("/v1/resources/network/nftablessets").items
                    let shown = try await elements()
                    return items.first?[path: "spec", "elements"] == 2 && !shown.contains("192.0.2.7")
                }
                let last = try await elements()
                #expect(last.contains("192.0.2.8") && last.contains("10.0.0.0/24"), "\(last)")
                #expect(try await flow.host.nft("-a list chain inet netstrata forwarded") == chain)
                let status = try await flow.client.status(set)
                #expect(status["state"] == "applied" && (status["repairs"] ?? 0) == 0, "\(status.canonical)")
                // Another end is another element.
                try await flow.client.apply(
                    set, ["type": "ipv4_addr", "elements": [["element": "192.0.2.8", "expires": end(7200)]]])
                let later = try await elements()
                #expect(later.contains("expires 1h59m") && !later.contains("10.0.0.0"), "\(later)")
            }
        }

        @Test func `a set whose elements get an end is made anew, with the rules that look into it`() async throws {
            try await Flow.run { flow in
                let rule: JSON = ["name": "no", "matchSourceAddress": ["set": "blocked"], "verdict": "drop"]
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([rule, ["name": "kept", "verdict": "accept"]])),
                    ("put", "NfTablesSetSpec/blocked", ["type": "ipv4_addr", "elements": ["10.0.0.0/24"]]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                func kept() async throws -> Substring? {
                    try await flow.host.nft("-a list chain inet netstrata forwarded").split(separator: "\n")
                        .first { $0.contains("\"kept\"") }
                }
                let before = try await kept()
                try await flow.client.apply(
                    "NfTablesSetSpec/blocked",
                    [
                        "type": "ipv4_addr",
                        "elements": [
                            "10.0.0.0/24", ["element": "192.0.2.7", "expires": "2099-01-01T00:00:00Z"],
                        ],
                    ])
                let shown = try await flow.host.nft("list table inet netstrata")
                #expect(shown.contains("192.0.2.7") && shown.contains("ip saddr @blocked drop"), "\(shown)")
                #expect(try await kept() == before && before != nil)
            }
        }

        @Test func `firewall test looks into maps`() async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact([
                    ("put", "NfTablesChainSpec/in", ["hook": "input", "policy": "drop", "rules": [Self.rule]]),
                    ("put", Self.map, Self.verdicts([("192.0.2.0/24", "jump led")])),
                    ("put", Self.led, ["rules": [["name": "inner", "verdict": "accept"]]]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                let answer = try await flow.client.get(
                    "/v1/firewall/test?from=192.0.2.9&to=127.0.0.1&protocol=tcp&port=22&on=lo")
                #expect(answer.json["verdict"] == "accept", "\(answer.text)")
                let shown = try await flow.client.get("/v1/firewall")
                let words = (shown.json["chains"]?.elements ?? []).flatMap { $0["rules"]?.elements ?? [] }.compactMap {
                    $0["words"]?.text
                }
                #expect(words.contains("all: verdict by sourceAddress in @access"), "\(words)")
            }
        }
    }
}
