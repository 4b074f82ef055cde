import FlowSupport
import NIOHTTP1
import Resources
import TestSupport
import Testing

extension Flows {
    /// Chains and sets from the resource to the kernel, with nft(8) as the witness.
    @Suite struct Firewall {
        private static let chain = "NfTablesChainSpec/forwarded"
        private static let set = "NfTablesSetSpec/blocked"

        private static func nft(_ flow: Flow, _ words: String) async throws -> String { try await flow.host.nft(words) }

        /// A spec's status once its state is so, which it may be already.
        private static func status(_ flow: Flow, _ spec: String, is state: JSON) async throws -> JSON {
            try await flow.host.eventually("\(spec) is \(state)") {
                try await flow.client.status(spec)["state"] == state
            }
            return try await flow.client.status(spec)
        }

        private static func spec(_ rules: [JSON]) -> JSON {
            ["hook": "forward", "policy": "drop", "rules": .array(rules)]
        }

        private static func rule(_ name: String, port: Int64) -> JSON {
            [
                "name": .string(name), "anonymousCounter": true, "verdict": "accept",
                "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [.integer(port)]]],
            ]
        }

        @Test func `a chain is as its spec says, outlives the daemon, and goes with its spec`() async throws {
            try await Flow.run { flow in
                #expect(try await Self.nft(flow, "list tables").isEmpty)
                try await flow.client.apply(Self.chain, Self.spec([Self.rule("a", port: 1), Self.rule("b", port: 2)]))
                let first = try await Self.nft(flow, "-a list chain inet netstrata forwarded")
                #expect(first.contains("type filter hook forward priority filter; policy drop;"), "\(first)")
                func handle(_ name: String, _ text: String) -> Substring? {
                    text.split(separator: "\n").first { $0.contains("comment \"\(name)\"") }?.split(separator: " ").last
                }
                try await flow.client.apply(
                    Self.chain, Self.spec([Self.rule("b", port: 2), Self.rule("c", port: 3)]))
                let second = try await Self.nft(flow, "-a list chain inet netstrata forwarded")
                #expect(handle("b", first) == handle("b", second) && handle("b", first) != nil, "it stays")
                #expect(handle("a", second) == nil && handle("c", second) != nil)
                try await flow.daemon.stop()
                #expect(try await Self.nft(flow, "-a list chain inet netstrata forwarded") == second, "still in force")
                try await flow.daemon.start(on: flow.host)
                #expect(try await Self.nft(flow, "-a list chain inet netstrata forwarded") == second)
                try await flow.client.remove(Self.chain)
                #expect(try await Self.nft(flow, "list tables").isEmpty)
            }
        }

        @Test func `a set is there before the rules that look into it, and goes after them`() async throws {
            try await Flow.run { flow in
                let rule: JSON = ["matchSourceAddress": ["set": "blocked"], "verdict": "drop"]
                _ = try await flow.client.put(Self.chain, Self.spec([rule]))
                #expect(
                    try await flow.client.status(Self.chain) { $0["state"] == "waiting" }["reason"]
                        == "the set blocked isn't there")
                try await flow.client.apply(Self.set, ["type": "ipv4_addr", "elements": ["192.0.2.0/25", "10.0.0.1"]])
                try await flow.host.eventually("the chain follows its set") {
                    try await flow.client.status(Self.chain)["state"] == "applied"
                }
                let shown = try await Self.nft(flow, "list table inet netstrata")
                #expect(["10.0.0.1", "192.0.2.0/25"].allSatisfy { shown.contains($0) }, "\(shown)")
                #expect(shown.contains("ip saddr @blocked drop"))
                try await flow.client.apply(Self.set, ["type": "ipv4_addr", "elements": ["10.0.0.1"]])
                #expect(try await Self.nft(flow, "list set inet netstrata blocked").contains("elements = { 10.0.0.1 }"))
                try await flow.client.remove(Self.chain)
                try await flow.client.remove(Self.set)
                #expect(try await Self.nft(flow, "list tables").isEmpty)
            }
        }

        @Test func `what others change of our table is put right, and their tables stay as they are`() async throws {
            try await Flow.run { flow in
                #expect(try await Self.nft(flow, "add table inet others").isEmpty)
                #expect(try await Self.nft(flow, "add set inet others s { type ipv4_addr; }").isEmpty)
                let others = try await Self.nft(flow, "-a list table inet others")
                try await flow.client.apply(Self.chain, Self.spec([Self.rule("a", port: 1)]))
                let ours = try await Self.nft(flow, "list table inet netstrata")
                #expect(try await Self.nft(flow, "flush chain inet netstrata forwarded").isEmpty)
                _ = try await flow.client.status(Self.chain) { ($0["repairs"]?.integer ?? 0) == 1 }
                #expect(try await Self.nft(flow, "list table inet netstrata") == ours)
                #expect(try await Self.nft(flow, "delete table inet netstrata").isEmpty)
                let status = try await flow.client.status(Self.chain) { ($0["repairs"]?.integer ?? 0) == 2 }
                #expect(status[path: "drift", "found"] == "deleted")
                #expect(status[path: "drift", "by", "command"] == "nft", "\(status.canonical)")
                #expect(["nftables generation", "netlink portid"].contains(status[path: "drift", "by", "source"]))
                #expect(try await Self.nft(flow, "list table inet netstrata") == ours)
                #expect(try await Self.nft(flow, "-a list table inet others") == others)
            }
        }

        @Test func `statuses show what the kernel has, and counters only who asks for them`() async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([Self.rule("a", port: 1), ["verdict": "drop"]])),
                    ("put", Self.set, ["type": "ipv4_addr", "elements": ["192.0.2.0/25", "10.0.0.1"]]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                let path = "/v1/resources/network/nftableschains"
                try await flow.host.eventually("the statuses are there") {
                    let sets = try await flow.client.get("/v1/resources/network/nftablessets").items
                    return try await flow.client.get(path).items.count == 1 && sets.count == 1
                }
                let shown = try await flow.client.get(path).items
                #expect(
                    shown.first?["spec"] == [
                        "name": "forwarded", "type": "filter", "hook": "forward", "priority": "filter",
                        "policy": "drop",
                        "rules": 2,
                    ], "\(shown)")
                #expect(shown.first?["stats"] == nil)
                let sets = try await flow.client.get("/v1/resources/network/nftablessets").items
                #expect(sets.first?["spec"] == ["name": "blocked", "type": "ipv4_addr", "elements": 2], "\(sets)")
                let counted = try await flow.client.get(path + "?stats").items
                let rules = counted.first?[path: "stats", "rules"]?.elements ?? []
                #expect(rules.count == 2 && rules.first?["comment"] == "a", "\(counted)")
                #expect(rules.first?["packets"] != nil && rules.last?["packets"] == nil)
                let handles = try await Self.nft(flow, "-a list chain inet netstrata forwarded")
                #expect(handles.contains("# handle \(rules.first?["handle"]?.integer ?? 0)\n"), "\(handles)")
                try await flow.client.remove(Self.chain)
                try await flow.host.eventually("the status goes") { try await flow.client.get(path).items.isEmpty }
            }
        }

        @Test func `sets hold ports, hardware addresses, names of links and marks too`() async throws {
            try await Flow.run { flow in
                let sets: [(name: String, type: JSON, elements: [JSON], shown: String)] = [
                    ("ports", "inet_service", [22, "8000-9000", 22], "elements = { 22, 8000-9000 }"),
                    ("stations", "ether_addr", ["02:00:00:00:00:01"], "elements = { 02:00:00:00:00:01 }"),
                    ("links", "ifname", ["eth1", "eth0"], #""eth0","#),
                    ("marks", "mark", [7, "0x10"], "0x00000010"),
                ]
                let rules: [JSON] = [
                    [
                        "verdict": "accept",
                        "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["set": "ports", "invert": true]],
                    ],
                    ["verdict": "drop", "matchSourceMAC": ["set": "stations"]],
                    ["verdict": "drop", "matchIIfName": ["set": "links"], "matchMark": ["set": "marks"]],
                ]
                let made = try await flow.client.transact(
                    sets.map {
                        ("put", "NfTablesSetSpec/\($0.name)", ["type": $0.type, "elements": .array($0.elements)])
                    }
                        + [("put", Self.chain, Self.spec(rules))])
                try #require(made.isApplied == true, "\(made.reasons)")
                let shown = try await Self.nft(flow, "list table inet netstrata")
                for set in sets { #expect(shown.contains(set.shown), "\(shown)") }
                for rule in [
                    "tcp dport != @ports accept", "ether saddr @stations drop", "iifname @links meta mark @marks",
                ] {
                    #expect(shown.contains(rule), "\(shown)")
                }
                let generation = try await flow.host.firewallGeneration()
                try await flow.restart()
                #expect(try await flow.host.firewallGeneration() == generation, "what is read back is what was sent")
                _ = try await flow.client.put("NfTablesSetSpec/ports", ["type": "mark", "elements": [22]])
                #expect(
                    try await Self.status(flow, Self.chain, is: "refused")["reason"]
                        == "the set ports is of the type mark, and a rule looks for inet_service")
                let wrong = try await flow.client.put(
                    "NfTablesSetSpec/wrong", ["type": "ether_addr", "elements": [22]])
                #expect(wrong.status == 422, "\(wrong.text)")
            }
        }

        @Test func `a chain waits for those that its rules lead to, and one that leads back to itself is refused`()
            async throws
        {
            try await Flow.run { flow in
                _ = try await flow.client.put(Self.chain, Self.spec([["jump": "absent"]]))
                #expect(
                    try await Self.status(flow, Self.chain, is: "waiting")["reason"]
                        == "the chain absent isn't there")
                try await flow.client.apply("NfTablesChainSpec/other", Self.spec([]))
                #expect(try await Self.nft(flow, "list chains").contains("chain other"))
                try await flow.client.apply("NfTablesChainSpec/absent", ["rules": [["verdict": "return"]]])
                _ = try await Self.status(flow, Self.chain, is: "applied")
                _ = try await flow.client.put("NfTablesChainSpec/absent", ["rules": [["jump": "other2"]]])
                _ = try await flow.client.put("NfTablesChainSpec/other2", ["rules": [["goto": "absent"]]])
                let reason = try await Self.status(flow, "NfTablesChainSpec/absent", is: "refused")[
                    "reason"]
                #expect(reason == "it leads back to itself: absent → other2 → absent")
                #expect(try await flow.client.status(Self.chain)["state"] == "applied", "what was there stays")
            }
        }

        @Test func `what rules still name stays until they don't`() async throws {
            try await Flow.run { flow in
                let rules: JSON = [["jump": "led"], ["matchSourceAddress": ["set": "blocked"], "verdict": "drop"]]
                let all = try await flow.client.transact([
                    ("put", Self.chain, ["hook": "forward", "rules": rules]),
                    ("put", "NfTablesChainSpec/led", ["rules": []]),
                    ("put", Self.set, ["type": "ipv4_addr", "elements": ["10.0.0.1"]]),
                ])
                try #require(all.isApplied == true, "\(all.reasons)")
                let before = try await Self.nft(flow, "-a list table inet netstrata")
                let names = ["NfTablesChainSpec/led", Self.set]
                for name in names { _ = try await flow.client.ask(.DELETE, Client.path(name)) }
                for (name, why) in zip(names, ["leads to it", "looks into it"]) {
                    let status = try await Self.status(flow, name, is: "waiting")
                    #expect(status["reason"]?.text == "the chain forwarded \(why)")
                }
                #expect(try await Self.nft(flow, "-a list table inet netstrata") == before)
                try await flow.client.apply(Self.chain, ["hook": "forward", "rules": []])
                try await flow.host.eventually("what nobody names goes") {
                    let shown = try await Self.nft(flow, "list table inet netstrata")
                    return !shown.contains("led") && !shown.contains("blocked")
                }
            }
        }

        @Test func `what one transaction changes of chains and sets is one of the kernel's`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply("NfTablesChainSpec/other", Self.spec([]))
                let before = try await flow.host.firewallGeneration()
                let rule: JSON = ["matchSourceAddress": ["set": "blocked"], "verdict": "drop"]
                let made = try await flow.client.transact([
                    ("put", Self.chain, Self.spec([rule])),
                    ("put", Self.set, ["type": "ipv4_addr", "elements": ["192.0.2.0/25"]]),
                    ("put", "NfTablesSetSpec/more", ["type": "ipv6_addr", "elements": []]),
                ])
                try #require(made.isApplied == true, "\(made.reasons)")
                #expect(try await flow.host.firewallGeneration() == before + 1)
                // Another type is another set, and its rules others: the rest stays as it is.
                let kept = Self.rule("kept", port: 7)
                try await flow.client.apply(Self.chain, Self.spec([rule, kept]))
                let handle = try await Self.nft(flow, "-a list chain inet netstrata forwarded").split(separator: "\n")
                    .first { $0.contains("\"kept\"") }
                #expect(try await flow.host.firewallGeneration() == before + 2)
                try await flow.client.apply(Self.set, ["type": "ipv6_addr", "elements": ["2001:db8::/64"]])
                _ = try await Self.status(flow, Self.chain, is: "applied")
                let after = try await Self.nft(flow, "-a list chain inet netstrata forwarded")
                #expect(after.contains("ip6 saddr @blocked drop"), "\(after)")
                #expect(handle.map { after.contains($0) } == true, "\(after)")
                #expect(try await flow.host.firewallGeneration() == before + 3)
                let gone = try await flow.client.transact([
                    ("delete", Self.chain, .null), ("delete", Self.set, .null),
                ])
                try #require(gone.isApplied == true, "\(gone.reasons)")
                #expect(try await flow.host.firewallGeneration() == before + 4)
            }
        }
    }
}
