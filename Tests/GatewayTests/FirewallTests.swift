import Resources
import Store
import Testing

/// What is told of the packet filter.
@Suite struct `The firewall over HTTP` {
    private static let row = "/v1/resources/network-config/NfTablesChainSpec/in"

    /// A chain as people put it, and as it is merged.
    private static func put(_ rules: [JSON], _ message: String, _ daemon: Daemon) async throws {
        let spec: JSON = ["hook": "input", "policy": "drop", "rules": .array(rules)]
        let answer = try await daemon.put(row, spec.canonical, ["x-change-message": message])
        #expect(answer.status < 300, "\(answer.json.canonical)")
        let text = try #require(answer.json["spec"]?.canonical)
        try await daemon.control { transaction throws(StoreError) in
            let key = ResourceKey(Namespace.network, NfTablesChainSpec.typeName, "in")
            try transaction.modify(Resource(Metadata(key, owner: "TestController"), spec: text)) {
                stored throws(StoreError) in stored.spec = text
            }
        }
    }

    private static func rule(_ name: String, port: Int64, _ verdict: String = "accept") -> JSON {
        [
            "name": .string(name), "verdict": .string(verdict), "anonymousCounter": true,
            "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [.integer(port)]]],
        ]
    }

    @Test func `each rule has who added it, who changed it, and what it counted`() async throws {
        try await Daemon.run { daemon in
            #expect(try await daemon.get("/v1/firewall").json["chains"] == [])
            try await Self.put([Self.rule("ssh", port: 22)], "the beginning", daemon)
            try await Self.put([Self.rule("ssh", port: 22), Self.rule("web", port: 80)], "a web server", daemon)
            try await Self.put([Self.rule("ssh", port: 2222), Self.rule("web", port: 80)], "another port", daemon)
            let answer = try await daemon.get("/v1/firewall").json
            let chain = try #require(answer["chains"]?.elements?.first)
            #expect(chain["hook"] == "input" && chain["priority"] == "filter" && chain["policy"] == "drop")
            let rules = try #require(chain["rules"]?.elements)
            #expect(rules.map { $0["name"] } == ["ssh", "web"])
            #expect(
                rules[0]["added"]?["message"] == "the beginning" && rules[0]["changed"]?["message"] == "another port")
            #expect(rules[1]["added"]?["message"] == "a web server" && rules[1]["changed"] == nil)
            #expect(rules[0]["added"]?["actor"]?.text?.hasPrefix("uid:") == true)
            #expect(rules[0]["packets"] == 3 && rules[0]["bytes"] == 300 && rules[0]["inKernel"] == true)
            #expect(rules[1]["packets"] == nil && rules[1]["inKernel"] == false)
            #expect(rules[0]["words"] == "tcp to port 2222: accept")
            #expect(answer["notes"]?.elements?.first?.text?.contains("chains of other tables") == true)
        }
    }

    @Test func `a question about a packet is answered with the rule that decides`() async throws {
        try await Daemon.run { daemon in
            try await Self.put([Self.rule("ssh", port: 22), Self.rule("web", port: 80, "reject")], "", daemon)
            func ask(_ query: String) async throws -> JSON {
                try await daemon.get("/v1/firewall/test?from=192.0.2.7&to=192.0.2.1&on=eth0&" + query).json
            }
            let accepted = try await ask("port=22")
            #expect(accepted["verdict"] == "accept" && accepted["by"]?["rule"]?["name"] == "ssh")
            #expect(
                accepted["words"]
                    == "tcp from 192.0.2.7 to 192.0.2.1 port 22 by eth0: rule 1 (ssh) of chain in accepts it")
            #expect(try await ask("port=80")["verdict"] == "reject")
            #expect(try await ask("port=22&out=eth1")["direction"] == "forward")
            let dropped = try await ask("port=81")
            #expect(dropped["verdict"] == "drop" && dropped["by"]?["rule"] == nil)
            #expect(
                dropped["notes"]?.elements?.first == "chain in isn't in the kernel as it is asked for: not applied yet")
        }
    }

    @Test func `a question waits for controllers that are behind, and says when one doesn't come`() async throws {
        try await Daemon.run { daemon in
            let merge = try #require(NfTablesChainSpec.stages.first)
            daemon.store.cursors.advance(merge, to: 0)
            let path = "/v1/firewall/test?from=192.0.2.7&to=192.0.2.1&on=eth0&port=22"
            async let first = daemon.get(path).json
            try await Self.put([Self.rule("ssh", port: 22)], "", daemon)
            daemon.store.cursors.advance(merge, to: daemon.store.revision)
            #expect(try await first["by"]?["rule"]?["name"] == "ssh")
            #expect(try await daemon.put(Self.row + "2", #"{"hook":"input"}"#).status == 201)
            let late = try await daemon.get(path).json["notes"]?.canonical ?? ""
            #expect(late.contains("what was asked for last isn't among these chains yet"), "\(late)")
        }
    }

    @Test(
        arguments: [
            ("", "from"), ("?from=192.0.2.7", "to"), ("?from=192.0.2.7&to=2001:db8::1&port=1", "to"),
            ("?from=192.0.2.7&on=eth9&port=1", "on"), ("?from=192.0.2.7&to=192.0.2.1", "port"),
            ("?from=192.0.2.7&to=192.0.2.1&port=70000", "port"), ("?from=x", "from"),
            ("?direction=forward&from=192.0.2.7&to=192.0.2.1&port=1", "on"),
            ("?protocol=icmp&from=192.0.2.7&to=192.0.2.1&icmpType=nonsense", "icmpType"),
            ("?direction=out&port=1", "to"),
        ])
    func `what is missing or wrong is named`(_ query: String, _ parameter: String) async throws {
        try await Daemon.run { daemon in
            let answer = try await daemon.get("/v1/firewall/test" + query)
            #expect(answer.status == 400)
            #expect(answer.json["detail"]?.text?.hasPrefix(parameter + ": ") == true, "\(answer.json.canonical)")
        }
    }
}
