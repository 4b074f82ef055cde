import HostConfiguration
import Resources
import Testing

@testable import Netstrata

@Suite struct `A file to apply` {
    static func parse(_ text: String) throws -> [IntentDocument] {
        try IntentDocument.parse(Array(text.utf8), from: "net.yaml")
    }

    static func complaint(_ text: String) -> String {
        do {
            return "nothing: \(try parse(text))"
        } catch {
            guard case ClientError.input(let words) = error else { return "\(error)" }
            return words
        }
    }

    @Test(arguments: [
        "type: AddressSpec\nid: eth0/192.0.2.10/24\nspec: {priority: 5}",
        #"{"type":"AddressSpec","id":"eth0/192.0.2.10/24","spec":{"priority":5}}"#,
        "{type: AddressSpec, id: eth0/192.0.2.10/24, spec: {priority: 5}}",
        #"{"items":[{"metadata":{"type":"AddressSpec","id":"eth0/192.0.2.10/24","version":3},"spec":{"priority":5}}]}"#,
        #"[{"type":"AddressSpec","id":"eth0/192.0.2.10/24","spec":{"priority":5}}]"#,
        "---\n# a remark\ntype: AddressSpec\nid: eth0/192.0.2.10/24\nspec:\n  priority: 5\n---\n",
    ])
    func `says the same in each form`(text: String) throws {
        let documents = try Self.parse(text)
        #expect(documents.count == 1)
        #expect(documents.first?.type == "AddressSpec")
        #expect(documents.first?.id == "eth0/192.0.2.10/24")
        #expect(documents.first?.body == ["priority": 5])
    }

    @Test func `may hold many documents, each with its place`() throws {
        let documents = try Self.parse("{type: A, id: x}\n---\nitems:\n- {type: B, id: y}\n- {type: B, id: z}\n")
        #expect(documents.map(\.id) == ["x", "y", "z"])
        #expect(
            documents.map(\.place) == [
                "net.yaml, document 1", "net.yaml, document 2, item 1", "net.yaml, document 2, item 2",
            ])
        #expect(documents.map(\.spec) == [[:], [:], [:]])
    }

    @Test func `gives labels only where it has some, so that stored ones stay`() throws {
        let documents = try Self.parse("{type: A, id: x, spec: {a: 1}}\n---\n{type: A, id: y, labels: {site: b}}")
        #expect(documents[0].body == ["a": 1])
        #expect(documents[1].body == ["metadata": ["labels": ["site": "b"]], "spec": [:]])
    }

    @Test func `has the daemon's faults placed where its spec is`() throws {
        let problem = Problem(status: 422, body: Array(#"{"errors":[{"pointer":"/mtu","detail":"bad"}]}"#.utf8))
        let document = try #require(try Self.parse("{type: A, id: x, spec: {mtu: -1}}").first)
        let report = document.locate(.problem(problem, subject: "A/x")).report(colours: false)
        #expect(report.contains("at /spec/mtu in net.yaml: bad"))
    }

    @Test func `has all its faults reported, each with its place`() {
        let words = Self.complaint("{type: A, idd: x}\n---\nmetadata: {type: A, id: y, nam: z}\n---\n- 5")
        #expect(words.contains("net.yaml, document 1, at /id:"))
        #expect(words.contains("net.yaml, document 1, at /idd:"))
        #expect(words.contains("net.yaml, document 2, at /metadata/nam:"))
        #expect(words.contains("net.yaml, document 3, item 1: a resource is an object"))
    }

    @Test(arguments: [
        ("{\"type\": \"A\",\n \"id\": 3 3}", "net.yaml, line 2, column 10:"), ("", "no resource"),
        ("# nothing", "no resource"),
        ("a: [1", "net.yaml, line 2: this isn't YAML, column 1: did not find expected ',' or ']'"),
        ("{type: A, type: B, id: x}", "net.yaml, line 1: type stands here twice"),
    ])
    func `that can't be read is refused with the place`(text: String, expected: String) {
        #expect(Self.complaint(text).contains(expected))
    }

    @Test(
        arguments: [
            ("no", "no"), ("on", "on"), ("1:30", "1:30"), ("0123abc", "0123abc"), ("192.0.2.1", "192.0.2.1"),
            ("'5'", "5"), ("nan", "nan"),
        ] as [(String, JSON)])
    func `takes for texts what YAML 1.2 does`(yaml: String, value: JSON) throws {
        #expect(try YAMLStream.documents("a: \(yaml)", values: 100) == [["a": value]])
    }

    @Test(
        arguments: [
            ("~", .null), ("true", true), ("-7", -7), ("0x1F", 31), ("0o17", 15), ("2.5", .number(2.5)),
        ] as [(String, JSON)])
    func `takes for values what YAML 1.2 does`(yaml: String, value: JSON) throws {
        #expect(try YAMLStream.documents("a: \(yaml)", values: 100) == [["a": value]])
    }

    @Test func `whose aliases stand for aliases is refused`() {
        let levels = (1...8).map {
            "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ", "))]"
        }
        let bomb = (["a0: &a0 [x, x]"] + levels).joined(separator: "\n")
        #expect(throws: YAMLError.self) { try YAMLStream.documents(bomb, values: 1_000_000) }
        // An alias as a name would be compared by its whole value.
        let name = (["a0: &a0 [x, x]"] + levels + ["? *a8", ": 1"]).joined(separator: "\n")
        #expect(throws: YAMLError.self) { try YAMLStream.documents(name, values: 1_000_000) }
    }
}
