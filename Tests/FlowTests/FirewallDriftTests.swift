import FlowSupport
import NIOHTTP1
import Resources
import Testing

extension Flows {
    /// What others do to our table, and what a plan says before it is carried out; nft(8) is the other, and the witness.
    @Suite struct FirewallDrift {
        private static let chain = "NfTablesChainSpec/forwarded"
        private static let set = "NfTablesSetSpec/blocked"

        private static func rule(_ name: String, _ port: Int64) -> JSON {
            [
                "name": .string(name), "verdict": "accept",
                "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [.integer(port)]]],
            ]
        }

        private static let rules: [JSON] = [
            rule("ssh", 22), rule("web", 80),
            ["name": "bad", "matchSourceAddress": ["set": "blocked"], "verdict": "drop"],
        ]

        private static func spec(_ rules: [JSON]) -> JSON {
            ["hook": "forward", "policy": "drop", "rules": .array(rules)]
        }

        private static let all: [(op: String, resource: String, spec: JSON)] = [
            ("put", chain, spec(rules)), ("put", set, ["type": "ipv4_addr", "elements": ["192.0.2.7", "10.0.0.0/8"]]),
        ]

        /// What others do, whose status tells of it, and in which words.
        private static let harms: [(nft: String, resource: String, found: String)] = [
            ("insert rule inet netstrata forwarded counter accept", chain, "rule without a name is one too many"),
            ("flush chain inet netstrata forwarded", chain, "rules ssh, web, bad are missing"),
            ("add chain inet netstrata forwarded { policy accept; }", chain, "policy accept instead of drop"),
            ("add chain inet netstrata evil", chain, "chain evil is in the table, and no spec asks for it"),
            (
                "add set inet netstrata evil { type inet_service; }", chain,
                "set evil is in the table, and no spec asks for it"
            ),
            ("add counter inet netstrata evil", chain, "counter evil is in the table, and no spec asks for it"),
            ("delete element inet netstrata blocked { 192.0.2.7 }", set, "192.0.2.7 is missing"),
            ("add element inet netstrata blocked { 192.0.2.9 }", set, "192.0.2.9 is one too many"),
            ("add table inet netstrata { flags dormant; }", chain, "the table is dormant: nothing of it is in force"),
            ("delete table inet netstrata", chain, "deleted"),
        ]

        @Test func `a table that went without a word with the program that had made it its own is made again`()
            async throws
        {
            try await Flow.run { flow in
                let made = try await flow.client.transact(Self.all)
                try #require(made.isApplied == true, "\(made.reasons)")
                let before = try await flow.host.nft("-s list ruleset")
                let words = "delete table inet netstrata; add table inet netstrata { flags owner; }"
                #expect(try await flow.host.nft(words).isEmpty)
                try await flow.host.eventually("all is there again") {
                    try await flow.host.nft("-s list ruleset") == before
                }
            }
        }

        @Test(arguments: harms.indices)
        func `what is put right is told in words, with who did it`(_ place: Int) async throws {
            let harm = Self.harms[place]
            try await Flow.run { flow in
                #expect(try await flow.host.nft("add table inet others").isEmpty)
                #expect(
                    try await flow.host.nft("add set inet others s { type ipv4_addr; elements = { 10.9.9.9 } }").isEmpty
                )
                let made = try await flow.client.transact(Self.all)
                try #require(made.isApplied == true, "\(made.reasons)")
                let before = try await flow.host.nft("-s list ruleset")
                #expect(try await flow.host.nft(harm.nft).isEmpty)
                try await flow.host.eventually("\(harm.found) is told") {
                    try await flow.client.status(harm.resource)[path: "drift", "found"]?.text == harm.found
                }
                let drift = try await flow.client.status(harm.resource)["drift"]
                #expect(drift?[path: "by", "command"] == "nft", "\(drift?.canonical ?? "")")
                #expect(try await flow.host.nft("-s list ruleset") == before, "others' tables too")
            }
        }

        @Test func `different rules aren't a fight until twenty, and what was done meanwhile is told in the end`()
            async throws
        {
            try await Flow.run { flow in
                let names = (1...12).map { "r\($0)" }
                let rules = names.enumerated().map { Self.rule($1, Int64($0 + 1)) }
                try await flow.client.apply(Self.chain, Self.spec(rules))
                func undo(_ name: String) async throws {
                    let listing = try await flow.host.nft("-a list chain inet netstrata forwarded")
                    let line = listing.split(separator: "\n").first { $0.contains("comment \"\(name)\"") } ?? ""
                    let handle = line.split(separator: " ").last ?? ""
                    #expect(try await flow.host.nft("delete rule inet netstrata forwarded handle \(handle)").isEmpty)
                    try await flow.host.eventually("\(name) is there again", within: .seconds(5)) {
                        try await flow.host.nft("list chain inet netstrata forwarded").contains("comment \"\(name)\"")
                    }
                }
                for name in names { try await undo(name) }
                let calm = try await flow.client.status(Self.chain) { $0["repairs"]?.integer == 12 }
                #expect(calm["conditions"] == nil, "\(calm.canonical)")
                while try await flow.client.status(Self.chain)["conditions"] == nil { try await undo("r1") }
                for name in ["r2", "r3"] { try await undo(name) }
                let peace = try await flow.client.status(Self.chain, within: .seconds(40)) { $0["state"] == "applied" }
                let found = peace[path: "drift", "found"]?.text ?? ""
                #expect(found.contains("rule r2 is missing; rule r3 is missing"), "\(peace.canonical)")
                #expect(peace[path: "drift", "by", "command"] == "nft", "\(peace.canonical)")
                #expect(peace[path: "drift", "action"]?.text?.contains("now it lasts") == true)
            }
        }

        @Test(arguments: ["by the resource", "by its type"])
        func `a set waits as long as a chain that is only observed looks into it in the kernel`(
            _ way: String
        ) async throws {
            try await Flow.run { flow in
                let made = try await flow.client.transact(Self.all)
                try #require(made.isApplied == true, "\(made.reasons)")
                func mode(_ mode: String) async throws {
                    // The spec's rules don't name the set any more; the kernel's do.
                    var body: JSON = ["metadata": [:], "spec": Self.spec(Array(Self.rules.dropLast()))]
                    if way == "by the resource" {
                        body["metadata"] = ["annotations": ["drift": .string(mode)]]
                    } else {
                        let specs: JSON = ["mode": "enforce", "drift": ["NfTablesChainSpec": .string(mode)]]
                        let path = "/v1/resources/management/ManagementSpec/host?wait=applied"
                        #expect(try await flow.client.ask(.PUT, path, specs.canonicalBytes).status < 300)
                    }
                    #expect(try await flow.client.put(Self.chain, body).status < 300)
                }
                try await mode("observe")
                try await flow.host.eventually("the chain is only observed") {
                    try await flow.client.status(Self.chain)["state"] == "drifted"
                }
                let foreseen = try await flow.client.transact([("delete", Self.set, .null)], "?dryRun=true")
                #expect(foreseen.plan.first?["operation"] == "waiting", "\(foreseen.text)")
                let history = "/v1/resources/network/ApplyStatus/\(Self.set)?revisions&limit=100"
                _ = try await flow.client.ask(.DELETE, Client.path(Self.set))
                try await flow.host.eventually("the set waits") {
                    try await flow.client.status(Self.set)["reason"] == "the chain forwarded looks into it"
                }
                let states = try await flow.client.get(history).items.map { $0[path: "spec", "state"] }
                #expect(!states.contains("refused"), "\(states)")
                try await mode("enforce")
                try await flow.host.eventually("the set goes") {
                    try await !flow.host.nft("list table inet netstrata").contains("set blocked")
                }
                try await flow.client.status(Self.chain) { $0["state"] == "applied" }
            }
        }

        @Test func `a chain that was only observed outlives its spec until another is asked for`() async throws {
            try await Flow.run { flow in
                try await flow.client.apply(Self.chain, Self.spec([Self.rule("ssh", 22)]))
                let observing: JSON = [
                    "metadata": ["annotations": ["drift": "observe"]], "spec": Self.spec([Self.rule("ssh", 22)]),
                ]
                let observed = try await flow.client.put(Self.chain, observing, "?wait=applied")
                #expect(observed.isApplied == true, "\(observed.text)")
                try await flow.client.remove(Self.chain)
                #expect(
                    try await flow.host.nft("list table inet netstrata").contains("chain forwarded"),
                    "as with all types")
                let other = "NfTablesChainSpec/other"
                try await flow.client.apply(other, ["hook": "input"])
                try await flow.host.eventually("what no spec asks for goes") {
                    try await !flow.host.nft("list table inet netstrata").contains("chain forwarded")
                }
            }
        }

        @Test func `a dry run shows what the table becomes, and does nothing`() async throws {
            try await Flow.run { flow in
                let first = try await flow.client.transact(Self.all, "?dryRun=true")
                func words(_ reply: Reply) -> [String] {
                    reply.plan.map { "\($0["operation"]?.text ?? "") \($0["object"]?.text ?? "")" }
                }
                #expect(words(first) == ["add set blocked", "add chain forwarded"], "\(first.text)")
                #expect(try await flow.host.nft("list tables").isEmpty)
                let made = try await flow.client.transact(Self.all)
                try #require(made.isApplied == true, "\(made.reasons)")
                #expect(words(try await flow.client.transact(Self.all, "?dryRun=true")).isEmpty)
                let before = try await flow.host.nft("-a list ruleset")
                let change = try await flow.client.transact(
                    [
                        ("put", Self.chain, Self.spec([Self.rules[0], Self.rule("dns", 53)])),
                        ("delete", Self.set, .null),
                    ], "?dryRun=true")
                #expect(words(change) == ["delete set blocked", "change chain forwarded"], "\(change.text)")
                #expect(change.plan.last?["note"] == "rule dns is missing; rules web, bad are too many")
                let kept = try await flow.client.transact([("delete", Self.set, .null)], "?dryRun=true")
                #expect(words(kept) == ["waiting NfTablesSetSpec/blocked"], "\(kept.text)")
                #expect(try await flow.host.nft("-a list ruleset") == before)
            }
        }
    }
}
