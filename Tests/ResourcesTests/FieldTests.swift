import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `The fields of a record` {
    private struct Inner: FieldRecord {
        var name: InterfaceName?
        var weight: UInt32 = 1
        init() {}
        static let fields: FieldList<Inner> = [
            Field("name", \.name, "A name.", .required), Field("weight", \.weight, in: 1...256, "A weight."),
        ]
        func contradictions() -> [Fault] {
            weight == 13 ? [Fault(JSONPointer(tokens: ["weight"]), "unlucky")] : []
        }
    }

    private struct Outer: FieldRecord {
        var flag = false
        var text = ""
        var number: UInt32 = 7
        var limited: UInt32?
        var choice = ""
        var address: IPAddress?
        var list: [Inner] = []
        var scope = RouteScope.global
        init() {}
        static let fields: FieldList<Outer> = [
            Field("flag", \.flag, "A flag.", .omitsEmpty), Field("text", \.text, "A text.", .omitsEmpty),
            Field("number", \.number, "A number."), Field("limited", \.limited, in: 5...6, "A range.", .omitsEmpty),
            Field("choice", \.choice, oneOf: ["", "a", "b"], "A choice.", .omitsEmpty),
            Field("address", \.address, "An address.", .omitsEmpty), Field("list", \.list, "A list.", .omitsEmpty),
            Field("scope", \.scope, "A scope."),
        ]
    }

    private func faults(_ text: String) throws -> [String] {
        var faults: [Fault] = []
        let record = Outer.decode(try JSON(parsing: text), at: JSONPointer(tokens: ["spec"]), &faults)
        #expect((record == nil) == !faults.isEmpty, "nothing is decoded exactly when there is a fault")
        return faults.map(\.pointer.description)
    }

    @Test func `are all reported at once, each with its place`() throws {
        let text = """
            {"flag": 1, "text": "\\u0007", "number": -1, "limited": 7, "choice": "c", "address": "nowhere", "other": 1,
             "another": 2, "scope": "far", "list": [{"name": "eth0", "weight": 0}, {}, 3, {"name": "a b", "more": 1}]}
            """
        #expect(
            try faults(text) == [
                "/spec/flag", "/spec/text", "/spec/number", "/spec/limited", "/spec/choice", "/spec/address",
                "/spec/list/0/weight", "/spec/list/1/name", "/spec/list/2", "/spec/list/3/name", "/spec/list/3/more",
                "/spec/scope", "/spec/another", "/spec/other",
            ])
        #expect(try faults(#"{"list":[{"name":"a"},{"name":"b","weight":13}]}"#) == ["/spec/list/1/weight"])
        #expect(try faults("[]") == ["/spec"])
    }

    @Test(arguments: [
        (#"{"number":4294967295,"limited":5,"choice":"b"}"#, true), (#"{"number":4294967296}"#, false),
        (#"{"number":1.5}"#, false), (#"{"number":1500.0}"#, true), (#"{"number":"1"}"#, false),
        (#"{"number":null}"#, false),
        (#"{"limited":4}"#, false), (#"{"limited":6}"#, true), (#"{"limited":null}"#, true), (#"{"address":""}"#, true),
        (#"{"address":null}"#, true), (#"{"scope":"253"}"#, true), (#"{"scope":253}"#, true),
        (#"{"scope":256}"#, false),
        (#"{"flag":null}"#, false), (#"{"list":{}}"#, false),
    ])
    func `have ranges and kinds`(_ text: String, isRight: Bool) throws {
        #expect(try faults(text).isEmpty == isRight)
    }

    @Test(arguments: ["-5", "0", "7", "70000", "4294967296", "5.5", "\"5\"", "true", "[]"])
    func `name their own range whatever is wrong with the number`(_ text: String) throws {
        var faults: [Fault] = []
        _ = Outer.decode(["limited": try JSON(parsing: text)], at: .root, &faults)
        #expect(faults.count == 1)
        #expect(faults.first?.detail.hasPrefix("a whole number from 5 to 6 is expected, not ") == true)
    }

    @Test func `have limits`() throws {
        func list(_ count: Int) -> String {
            #"{"list":["# + Array(repeating: #"{"name":"a"}"#, count: count).joined(separator: ",") + "]}"
        }
        #expect(try faults(list(Limit.listLength)) == [])
        #expect(try faults(list(Limit.listLength + 1)) == ["/spec/list"])
        func text(_ count: Int) -> String { #"{"text":""# + String(repeating: "é", count: count / 2) + #""}"# }
        #expect(try faults(text(Limit.stringLength)) == [])
        #expect(try faults(text(Limit.stringLength + 2)) == ["/spec/text"])
    }

    @Test func `are written without what says nothing, and read back`() throws {
        #expect(Outer().json == ["number": 7, "scope": "global"])
        var record = Outer()
        record.flag = true
        record.limited = 5
        record.list = [Inner()]
        #expect(
            record.json == [
                "flag": true, "number": 7, "limited": 5, "scope": "global", "list": [["name": .null, "weight": 1]],
            ])
    }

    @Test func `have the text of their value, whatever is left out and whatever a text ends in`() {
        var record = Outer()
        #expect(record.canonical == record.json.canonical)
        (record.text, record.choice, record.list) = ("{", "a", [Inner(), Inner()])
        #expect(record.canonical == record.json.canonical)
        #expect(record.canonical.contains(#"{"choice":"a","list":[{"name":null,"weight":1},{"name":null,"weight":1}]"#))
    }

    @Test func `are found in a text by their names in quotes`() {
        let text = #"{"key":"presharedKey2","list":[{"presharedKey":"x"}]}"#
        #expect(text.mentions("presharedKey") && text.mentions("key") && text.mentions("x"))
        #expect(!text.mentions("privateKey") && !text.mentions("presharedKe") && !text.mentions("Key"))
        #expect(!"".mentions("key") && !#""ke"#.mentions("key"))
    }

    @Test func `describe themselves`() {
        let schema = Outer.schema
        #expect(schema["additionalProperties"] == false)
        #expect(schema["properties"]?["limited"]?["minimum"] == 5)
        #expect(schema["properties"]?["choice"]?["enum"] == ["", "a", "b"])
        #expect(schema["properties"]?["list"]?["items"]?["required"] == ["name"])
        #expect(schema["properties"]?["flag"]?["description"] == "A flag.")
    }
}
