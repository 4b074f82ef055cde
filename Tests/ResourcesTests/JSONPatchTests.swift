import Resources
import TestSupport
import Testing

@Suite struct `A JSON patch` {
    private func apply(_ patch: String, to document: String) throws -> JSON {
        try JSONPatch(JSON(parsing: patch)).applied(to: JSON(parsing: document))
    }

    @Test func `copies of copies come to an end`() throws {
        let copies = (0..<40).map { #"{"op":"copy","from":"","path":"/a\#($0)"}"# }.joined(separator: ",")
        #expect(throws: JSONPatch.Failure.self) { try apply("[\(copies)]", to: #"{"a":1}"#) }
        let path = (0..<60).map { "/\($0)" }
        let deeper = (0..<60).map {
            #"{"op":"add","path":"\#(path[...$0].joined())","value":{"x":{"y":{"z":{}}}}}"#
        }.joined(separator: ",")
        #expect(throws: Never.self) { try apply("[\(deeper)]", to: "{}") }
        let tooDeep = path.joined() + "/x/y/z"
        #expect(
            throws: JSONPatch.Failure.inapplicable(operation: 60, detail: "values would nest deeper than 64")
        ) {
            try apply(#"[\#(deeper),{"op":"add","path":"\#(tooDeep)","value":{"x":{"y":{}}}}]"#, to: "{}")
        }
    }

    private func value(_ depth: Int, _ random: inout SystemRandomNumberGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 3 ? 3 : 6), using: &random) {
        case 0: return .integer(Int64.random(in: 0...2, using: &random))
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .array((0..<Int.random(in: 0...2, using: &random)).map { .integer(Int64($0)) })
        default:
            let names = ["a", "b/c", "d~e", ""].filter { _ in Bool.random(using: &random) }
            return .object(Dictionary(uniqueKeysWithValues: names.map { ($0, value(depth + 1, &random)) }))
        }
    }

    @Test func `of two values makes one of the other, and so does a merge patch of objects`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let (old, new) = (value(0, &random), value(0, &random))
            let patch = old.patch(to: new)
            #expect(try JSONPatch(.array(patch)).applied(to: old) == new, "\(old) \(new)")
            #expect(patch.isEmpty == (old == new))
            guard old.members != nil, new.members != nil else { continue }
            #expect(old.merged(with: old.mergePatch(to: new)) == new, "\(old) \(new)")
        }
    }

    /// RFC 6902, appendix A, and what follows from its sections.
    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#, #"{"foo":["bar","qux","baz"]}"#),
        (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
        (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
        (
            #"{"baz":"qux","foo":"bar"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#,
            #"{"baz":"boo","foo":"bar"}"#
        ),
        (
            #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#
        ),
        (
            #"{"foo":["all","grass","cows","eat"]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
            #"{"foo":["all","cows","eat","grass"]}"#
        ),
        (
            #"{"baz":"qux","foo":["a",2,"c"]}"#,
            #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
            #"{"baz":"qux","foo":["a",2,"c"]}"#
        ),
        (
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
            #"{"foo":"bar","child":{"grandchild":{}}}"#
        ),
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#, #"{"foo":"bar","baz":"qux"}"#),
        (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
        (
            #"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
            #"{"foo":["bar",["abc","def"]]}"#
        ),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a","value":2}]"#, #"{"a":2}"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"","value":[]}]"#, "[]"),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":5}]"#, "5"),
        (#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
        (#"{"a":{"b":1}}"#, #"[{"op":"copy","from":"","path":"/c"}]"#, #"{"a":{"b":1},"c":{"a":{"b":1}}}"#),
        (#"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1}"#),
        (#"{"a":{"b":1}}"#, #"[{"op":"move","from":"/a/b","path":"/a"}]"#, #"{"a":1}"#),
        (#"{"a":null}"#, #"[{"op":"test","path":"/a","value":null},{"op":"remove","path":"/a"}]"#, "{}"),
        (#"{"a":1}"#, #"[{"op":"test","path":"/a","value":1.0}]"#, #"{"a":1}"#),
        (#"[]"#, #"[{"op":"add","path":"/0","value":1},{"op":"add","path":"/1","value":2}]"#, "[1,2]"),
        (#"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#),
        (#"{"a":[{"b":[0]}]}"#, #"[{"op":"replace","path":"/a/0/b/0","value":1}]"#, #"{"a":[{"b":[1]}]}"#),
        (#"{"a":1}"#, "[]", #"{"a":1}"#),
    ])
    func `changes a value`(_ document: String, _ patch: String, _ result: String) throws {
        #expect(try apply(patch, to: document) == JSON(parsing: result))
    }

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#),
        (#"{"foo":1}"#, #"[{"op":"remove","path":"/bar"}]"#),
        (#"{"foo":1}"#, #"[{"op":"replace","path":"/bar","value":1}]"#),
        (#"[1]"#, #"[{"op":"add","path":"/2","value":1}]"#), (#"[1]"#, #"[{"op":"add","path":"/00","value":1}]"#),
        (#"[1]"#, #"[{"op":"add","path":"/-1","value":1}]"#), (#"[1]"#, #"[{"op":"add","path":"/+0","value":1}]"#),
        (#"[1]"#, #"[{"op":"remove","path":"/-"}]"#), (#"[1]"#, #"[{"op":"add","path":"/a","value":1}]"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a/b","value":1}]"#),
        (#"{"a":1}"#, #"[{"op":"copy","from":"/b","path":"/c"}]"#),
        (#"{"a":{"b":1}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#),
        (#"{}"#, #"[{"op":"test","path":"/a","value":null}]"#),
        (#"[1]"#, #"[{"op":"remove","path":"/99999999999999999999"}]"#),
    ])
    func `that doesn't fit is refused with its index`(_ document: String, _ patch: String) throws {
        let first = #"[{"op":"add","path":"","value":\#(document)},"#
        let error = #expect(throws: JSONPatch.Failure.self) { try apply(first + patch.dropFirst(), to: "0") }
        guard case .inapplicable(1, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        (#"{"baz":"qux"}"#, "/baz", #""bar""#), (#"{"/":9,"~1":10}"#, "/~01", #""10""#), ("[1]", "/0", "2"),
        ("{}", "", "[]"),
    ])
    func `tests values`(_ document: String, _ path: String, _ value: String) throws {
        let error = #expect(throws: JSONPatch.Failure.self) {
            try apply(#"[{"op":"test","path":"\#(path)","value":\#(value)}]"#, to: document)
        }
        #expect(try error == .testFailed(operation: 0, path: #require(JSONPointer(path))))
    }

    @Test(arguments: [
        ("{}", ""), (#"[1]"#, "/0/op"), (#"[{"op":"spam","path":""}]"#, "/0/op"), (#"[{"path":""}]"#, "/0/op"),
        (#"[{"op":"remove"}]"#, "/0/path"), (#"[{"op":"remove","path":"a"}]"#, "/0/path"),
        (#"[{"op":"remove","path":"/~2"}]"#, "/0/path"), (#"[{"op":"remove","path":"/~"}]"#, "/0/path"),
        (#"[{"op":"add","path":"/a"}]"#, "/0/value"), (#"[{"op":"move","path":"/a"}]"#, "/0/from"),
        (#"[{"op":"copy","path":"/a","from":1}]"#, "/0/from"),
        (#"[{"op":"test","path":"/a","value":1},{"op":"replace","path":"/a"}]"#, "/1/value"),
    ])
    func `that isn't one is refused with a pointer`(_ patch: String, _ pointer: String) throws {
        let error = #expect(throws: JSONPatch.Failure.self) { try JSONPatch(JSON(parsing: patch)) }
        guard case .malformed(let fault) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fault.pointer.description == pointer)
    }

    @Test func `that is random never crashes`() throws {
        var generator = SeededGenerator(seed: 8)
        let paths = ["", "/a", "/a/0", "/a/-", "/b/c", "/0", "/", "/a/0/b"]
        let operations = ["add", "remove", "replace", "move", "copy", "test"]
        var applied = 0
        for _ in 0..<5_000 {
            let patch: [JSON] = (0..<Int.random(in: 1..<5, using: &generator)).map { _ in
                [
                    "op": .string(operations.randomElement(using: &generator) ?? ""),
                    "path": .string(paths.randomElement(using: &generator) ?? ""),
                    "from": .string(paths.randomElement(using: &generator) ?? ""),
                    "value": RandomJSON.value(&generator, depth: 2, names: ["a", "b", "c"]),
                ]
            }
            let document = RandomJSON.value(&generator, names: ["a", "b", "c"])
            if (try? JSONPatch(.array(patch)).applied(to: document)) != nil { applied += 1 }
        }
        #expect(applied > 0)
    }
}

@Suite struct `A merge patch` {
    /// RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#), ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `changes a value`(_ document: String, _ patch: String, _ result: String) throws {
        #expect(try JSON(parsing: document).merged(with: JSON(parsing: patch)) == JSON(parsing: result))
    }
}

@Suite struct `A JSON pointer` {
    /// RFC 6901, section 5.
    @Test(arguments: [
        ("/foo", #"["bar","baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
        ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
    ])
    func `leads to a value`(_ text: String, _ value: String) throws {
        let document = try JSON(
            parsing: #"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#)
        let pointer = try #require(JSONPointer(text))
        #expect(try document.value(at: pointer) == JSON(parsing: value))
        #expect(pointer.description == text)
        #expect(document.value(at: .root) == document)
    }

    @Test(arguments: ["foo", "/~", "/~2", "/a~", " /a"])
    func `refuses what isn't one`(_ text: String) { #expect(JSONPointer(text) == nil) }

    @Test(arguments: [["a"], ["~1", "/"], ["", ""], ["\u{301}x", "/\u{301}"], ["~0~1"], []])
    func `reads back from its text`(_ tokens: [String]) {
        let pointer = JSONPointer(tokens: tokens)
        #expect(JSONPointer(pointer.description) == pointer)
        #expect(pointer.description.utf8.count { $0 == UInt8(ascii: "/") } == tokens.count)
    }
}
