import HostConfiguration
import Resources
import Testing

@testable import Netstrata

@Suite struct `Files for apply` {
    static func intent(_ texts: String...) throws -> Intent {
        try Intent(
            texts.enumerated().map { index, text in InputFile(name: "\(index + 1).yaml", content: Array(text.utf8)) })
    }

    static func complaint(_ texts: [String]) -> String {
        do {
            let files = texts.enumerated().map { index, text in
                InputFile(name: "\(index + 1).yaml", content: Array(text.utf8))
            }
            return "nothing: \(try Intent(files))"
        } catch {
            guard case ClientError.input(let words) = error else { return "\(error)" }
            return words
        }
    }

    private static let link = "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\n"

    @Test(arguments: [
        link, "version: v1alpha1\nmachine: {}\n", "{\"apiVersion\": \"v1alpha1\", \"kind\": \"LinkConfig\"}",
        "machine:\n  network: {}\n", "# a remark\n---\n" + link + "---\n" + link,
    ])
    func `are a machine configuration by their kind or version, byte for byte`(text: String) throws {
        #expect(try Self.intent(text) == .configuration(ConfigurationInput([("1.yaml", text)])))
        guard case .configuration(let input) = try Self.intent(text) else { return }
        #expect(input.text == text)
    }

    @Test(arguments: [
        "kind: LinkConfig\nname: eth0\n$patch: delete\n", "- {op: remove, path: /machine/network/hostname}\n",
        "[{\"op\": \"remove\", \"path\": \"/machine\"}]",
    ])
    func `are a patch where they can't replace anything`(text: String) throws {
        #expect(try Self.intent(text) == .patch(ConfigurationInput([("1.yaml", text)])))
    }

    @Test(arguments: [
        "type: LinkSpec\nid: eth0\n", "metadata: {type: LinkSpec, id: eth0}\nspec: {mtu: 1400}\n",
        "items: [{type: LinkSpec, id: eth0}]\n", "[{\"type\": \"LinkSpec\", \"id\": \"eth0\"}]",
    ])
    func `are resources by their type`(text: String) throws {
        guard case .resources(let documents) = try Self.intent(text) else {
            Issue.record("they are something else")
            return
        }
        #expect(documents.map(\.id) == ["eth0"])
    }

    @Test(
        arguments: [
            ([link + "---\ntype: LinkSpec\nid: eth0\n"], "1.yaml, document 2 is a resource, 1.yaml, document 1 a part"),
            ([link, "type: LinkSpec\nid: eth0\n"], "2.yaml is a resource, 1.yaml a part"),
            (["kind: LinkConfig\ntype: LinkSpec\nid: eth0\n"], "1.yaml: 'kind' begins a document"),
            (
                ["kind: LinkConfig\ntype: LinkSpec\n"],
                "type belongs to a resource; a resource is written 'type: LinkSpec'"
            ),
            (["a: 1\n---\nkind: AddressSpec\nid: x\nspec: {}\n"], "1.yaml, document 2: 'kind' begins a document"),
            (
                ["kind: AddressSpec\nid: x\nspec: {}\n"],
                "id, spec belong to a resource; a resource is written 'type: AddressSpec'"
            ),
            (["# nothing\n", ""], "1.yaml, 2.yaml has no resource and no document"),
        ] as [([String], String)])
    func `that say both or nothing are refused in clear words`(texts: [String], expected: String) {
        let words = Self.complaint(texts)
        #expect(words.contains(expected), "\(words)")
    }

    @Test func `leave a document that is neither to the daemon's words where the rest is a configuration`() throws {
        guard case .configuration = try Self.intent(Self.link + "---\nfoo: 1\n") else {
            Issue.record("it is something else")
            return
        }
        #expect(Self.complaint(["foo: 1\n"]).contains("1.yaml, at /type: a text is expected"))
    }

    @Test func `of several texts have each line at its place`() {
        let input = ConfigurationInput([
            ("a.yaml", "kind: A\nname: a"), ("b.yaml", "---\nkind: B\n"), ("c.yaml", "kind: C\nname: c\n"),
            ("d.yaml", "%YAML 1.2\n---\nkind: D\n"),
        ])
        #expect(
            input.text
                == "kind: A\nname: a\n---\nkind: B\n---\nkind: C\nname: c\n...\n%YAML 1.2\n---\nkind: D\n")
        let words = [1, 2, 4, 6, 7, 11].map { input.words(ConfigurationFault("X", line: $0, .root, "bad")) }
        #expect(
            words == [
                "a.yaml, line 1: X: bad", "a.yaml, line 2: X: bad", "b.yaml, line 2: X: bad",
                "c.yaml, line 1: X: bad", "c.yaml, line 2: X: bad", "d.yaml, line 3: X: bad",
            ])
        #expect(
            input.words(ConfigurationFault("X", line: 4, .root, "twice", otherLine: 1))
                == "b.yaml, line 2: X: twice (a.yaml, line 1)")
        #expect(
            input.words(ConfigurationFault("X", line: nil, .root, "bad")) == "a.yaml, b.yaml, c.yaml, d.yaml: X: bad")
    }

    @Test func `tell what is wrong with a patch from what is wrong with what comes of it`() {
        let input = ConfigurationInput([("p.yaml", "kind: A\n")])
        let name = JSONPointer(tokens: ["name"])
        #expect(
            input.wordsOfPatch(ConfigurationFault("the patch of A", line: 1, name, "bad"))
                == "p.yaml, line 1: the patch of A, at /name: bad")
        #expect(
            input.wordsOfPatch(ConfigurationFault("A/x", line: 40, name, "bad"))
                == "what comes of p.yaml: A/x, line 40, at /name: bad")
    }
}

@Suite struct `A configuration on the command line` {
    private static func check(_ text: String) -> String {
        do {
            return try ConfigValidateCommand.check(ConfigurationInput([("net.yaml", text)]))
        } catch {
            return error.report(colours: false)
        }
    }

    @Test func `is valid, and what is ignored, not supported or hardly meant is named`() {
        let words = Self.check(
            """
            version: v1alpha1
            machine:
              install: {disk: /dev/sda}
              network:
                interfaces: []
            ---
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            ---
            apiVersion: v1alpha1
            kind: KubeSpanConfig
            enabled: true
            """)
        #expect(words.hasPrefix("net.yaml: valid, 3 documents\n"), "\(words)")
        #expect(words.contains("\n  carried out: v1alpha1, LinkConfig/eth0\n"), "\(words)")
        #expect(words.contains("\n  ignored, not about the network: machine.install\n"), "\(words)")
        #expect(words.contains("\n  not supported, left out: KubeSpanConfig\n"), "\(words)")
    }

    @Test func `has all its faults named at once, each with file, line, document and place`() {
        let words = Self.check(
            "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\nmtu: many\n---\nkind: LinkConfg\n---\nfoo: 1\n")
        #expect(words.hasPrefix("netstrata: net.yaml: 3 faults\n"), "\(words)")
        #expect(words.contains("\n  net.yaml, line 4: LinkConfig/eth0, at /mtu: "), "\(words)")
        #expect(words.contains("\n  net.yaml, line 6: document 2, at /kind: "), "\(words)")
        #expect(words.contains("\n  net.yaml, line 8: document 3: "), "\(words)")
    }

    @Test func `that isn't YAML, or isn't there, is refused`() {
        #expect(Self.check("kind: [\n").contains("net.yaml, line "))
        #expect(Self.check("# nothing\n") == "netstrata: net.yaml has no document in it\n")
    }

    @Test func `says of REDACTED that only a daemon knows better`() {
        let words = Self.check(
            "apiVersion: v1alpha1\nkind: WireguardConfig\nname: wg0\nprivateKey: REDACTED\n")
        #expect(words.contains("REDACTED stands for what a daemon has stored"), "\(words)")
    }

    @Test func `is summed up from the daemon's answer`() {
        let summary = ConfigurationSummary([
            "documents": [
                ["document": "LinkConfig/eth0", "line": 1, "state": "accepted"],
                ["document": "ResolverConfig", "line": 5, "state": "partly"],
                ["document": "UserVolumeConfig/x", "line": 9, "state": "ignored"],
                ["document": "KubeSpanConfig", "line": 12, "state": "notSupported"],
            ], "ignored": ["UserVolumeConfig/x"], "notSupported": ["KubeSpanConfig", "ResolverConfig hostDNS"],
            "warnings": [["document": "LinkConfig/eth0", "line": 3, "pointer": "/mtu", "detail": "odd\u{1B}"]],
        ])
        #expect(
            summary.rendered(ConfigurationInput([("a.yaml", "x")]).words) == """
                  carried out: LinkConfig/eth0
                  carried out in part: ResolverConfig
                  ignored, not about the network: UserVolumeConfig/x
                  not supported, left out: KubeSpanConfig, ResolverConfig hostDNS
                  warning: a.yaml, line 3: LinkConfig/eth0, at /mtu: odd\u{FFFD}

                """)
    }

    @Test func `has its faults reported with document and line`() {
        let error = ClientError.problem(
            Problem(
                status: 422,
                body: Array(
                    #"{"errors":[{"document":"LinkConfig/eth0","line":4,"pointer":"/mtu","detail":"bad"}]}"#.utf8)),
            subject: "machine configuration")
        #expect(error.report(colours: false).contains("\n  LinkConfig/eth0, line 4, at /mtu: bad\n"))
        let located = error.mappingConfigurationFaults(ConfigurationInput([("a.yaml", "x\nx")]).words)
        #expect(located.report(colours: false).contains("\n  a.yaml, line 4: LinkConfig/eth0, at /mtu: bad\n"))
        #expect(ConfigEditCommand.faults(error, firstLine: 7)[1] == "LinkConfig/eth0, line 10, at /mtu: bad")
    }

    @Test func `that isn't supported or isn't there has a hint`() {
        func report(_ status: Int, _ body: JSON) -> String {
            ClientError.problem(
                Problem(status: status, body: body.canonicalBytes), subject: APIClient.configurationSubject
            ).report(colours: false)
        }
        #expect(report(422, ["reason": "NOT_SUPPORTED", "detail": "x"]).contains("→ --allow-unsupported"))
        #expect(report(404, ["reason": "NOT_FOUND", "detail": "x"]).contains("→ netstrata apply -f FILE"))
    }

    @Test func `shows which rows of layers would change`() {
        let changes = LayerChanges([
            "changes": [
                [
                    "resource": "network-config/LinkSpec/configuration/eth0", "operation": "update",
                    "before": ["mtu": 1500, "layer": "configuration"],
                    "after": ["mtu": 9000, "layer": "configuration"],
                ],
                [
                    "resource": "network/DeviceConfigSpec/eth1", "operation": "create", "before": .null,
                    "after": ["a": 1],
                ],
            ]
        ])
        #expect(
            changes.rendered() == """
                layers: 2 resources change
                  update  LinkSpec/configuration/eth0  mtu 1500 → 9000
                  create  network/DeviceConfigSpec/eth1  a 1

                """)
        #expect(LayerChanges(["changes": []]).rendered() == "layers: all stay as they are\n")
    }

    @Test func `differs as diff shows it`() {
        #expect(ConfigDiffCommand.rendered([], from: "a", to: "b", for: .output) == "")
        let file = Terminal(descriptor: -1)
        #expect(
            ConfigDiffCommand.rendered(["@@ -1 +1 @@", "-a", "+b"], from: "revision 7", to: "net.yaml", for: file)
                == "--- revision 7\n+++ net.yaml\n@@ -1 +1 @@\n-a\n+b\n")
    }
}

@Suite struct `An explanation` {
    private static let answer: JSON = [
        "type": "LinkSpec", "id": "eth0",
        "merged": ["spec": ["name": "eth0", "mtu": 9000, "layer": "api", "alias": ""]],
        "status": ["state": "waiting", "reason": "the link isn't there", "repairs": 2],
        "layers": [
            [
                "layer": "api", "decides": true, "revision": 14, "updated": "2026-01-31T12:00:00Z", "actor": "alice",
                "message": "jumbo", "spec": ["mtu": 9000, "layer": "api"],
            ],
            [
                "layer": "configuration", "decides": false, "revision": 12, "causedBy": 11,
                "documents": [["document": "LinkConfig/eth0", "line": 3, "pointer": ""]],
                "updated": "2026-01-31T11:00:00Z", "actor": "bob", "spec": ["mtu": 1400],
            ],
        ],
    ]

    @Test func `names each layer with its document, line, revision and author`() throws {
        let now = try #require(Moment("2026-01-31T12:00:05Z"))
        let table = Explanation(Self.answer).table(now: now)
        #expect(table.titles == ["LAYER", "DECIDES", "DOCUMENT", "REVISION", "CAUSE", "BY", "UPDATED", "MESSAGE"])
        #expect(
            table.rows == [
                ["api", "yes", "", "14", "", "alice", "5s ago", "jumbo"],
                ["configuration", "", "LinkConfig/eth0:3", "12", "11", "bob", "1h ago", ""],
            ])
        #expect(Explanation(Self.answer).specs == ["mtu 9000", "mtu 1400"])
    }

    @Test func `names every document of a layer, and what comes from each`() {
        let answer: JSON = [
            "layers": [
                [
                    "layer": "configuration", "decides": true, "revision": 12, "spec": ["mtu": 1400],
                    "documents": [
                        ["document": "BridgeConfig/br0", "line": 6, "members": ["bridgeSlave", "up"]],
                        ["document": "LinkConfig/eth0", "line": 8, "members": []],
                    ],
                ]
            ]
        ]
        let explanation = Explanation(answer)
        #expect(
            explanation.table().titles
                == ["LAYER", "DECIDES", "DOCUMENT", "MEMBERS", "REVISION", "CAUSE", "BY", "UPDATED", "MESSAGE"])
        #expect(
            explanation.table().rows == [
                ["configuration", "yes", "BridgeConfig/br0:6", "bridgeSlave,up", "12", "", "", "", ""],
                ["", "", "LinkConfig/eth0:8", "none", "", "", "", "", ""],
            ])
        #expect(explanation.specs == ["", "mtu 1400"])
    }

    @Test func `ends with what came of the layers`() {
        #expect(
            Explanation(Self.answer).outcome == """
                merged:
                  layer  api
                  mtu    9000
                  name   eth0
                state: waiting; the link isn't there; put right 2 times

                """)
        #expect(
            Explanation(["merged": .null, "status": .null]).outcome
                == "merged: nothing (yet, or any more)\nstate: nothing is known of it\n")
        let host: JSON = [
            "type": "StaticHost", "id": "printer", "statusOf": "ApplyStatus/EtcFileSpec/hosts",
            "status": ["state": "applied"],
        ]
        #expect(Explanation(host).outcome.hasSuffix("\nstate of EtcFileSpec/hosts: applied\n"))
        let probe: JSON = ["type": "ProbeSpec", "id": "x", "statusOf": "ProbeStatus/x", "status": ["success": true]]
        #expect(Explanation(probe).outcome.hasSuffix("\nProbeStatus/x: success true\n"))
    }

    private static func directory() throws -> TypeDirectory {
        func entry(_ name: String, _ namespaces: JSON) -> JSON { ["name": .string(name), "namespaces": namespaces] }
        return try TypeDirectory([
            "items": [
                entry("AddressSpec", ["network-config", "network"]), entry("AddressStatus", ["network"]),
                entry("NodeAddress", ["network"]),
            ]
        ])
    }

    @Test func `is of one resource, of a type that has layers`() throws {
        let directory = try Self.directory()
        let subject = try ExplainCommand.subject(["AddressSpec", "eth0/192.0.2.1/24"], in: directory)
        #expect(subject.description == "AddressSpec/eth0/192.0.2.1/24")
    }

    @Test(
        arguments: [
            (["AddressSpec"], "Which AddressSpec? Say TYPE/ID"),
            (["AddressSpec", "a", "b"], "One resource is explained"),
            (["NodeAddress/x"], "NodeAddress has no layers"),
            (["AddressStatus/eth0/192.0.2.1/24"], "what is asked for is AddressSpec/eth0/192.0.2.1/24"),
        ] as [([String], String)])
    func `of anything else is refused with what to do instead`(words: [String], expected: String) throws {
        let directory = try Self.directory()
        var said = ""
        do {
            _ = try ExplainCommand.subject(words, in: directory)
        } catch {
            said = error.report(colours: false)
        }
        #expect(said.contains(expected), "\(said)")
    }
}
