import Resources
import Testing

@Suite struct `A merge patch` {
    /// RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, "{}"), (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#), (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#), (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#), (#"{"a":"foo"}"#, "null", "null"),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#), (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#),
        ("[1,2]", #"{"a":"b","c":null}"#, #"{"a":"b"}"#), ("{}", #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func `does what the RFC's examples say`(original: String, patch: String, result: String) throws {
        #expect(try JSON(parsing: original).merged(with: JSON(parsing: patch)) == JSON(parsing: result))
    }
}

@Suite struct `A JSON patch` {
    /// RFC 6902, appendix A, and what follows from sections 3 and 4; no result means that it can't be applied.
    @Test(
        arguments: [
            (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
            (
                #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
                #"{"foo":["bar","qux","baz"]}"#
            ),
            (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
            (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
            (#"{"baz":"qux"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#, #"{"baz":"boo"}"#),
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
            (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#, nil),
            (
                #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"g":{}}}]"#,
                #"{"child":{"g":{}},"foo":"bar"}"#
            ),
            (
                #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#,
                #"{"baz":"qux","foo":"bar"}"#
            ),
            (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#, nil),
            (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
            (#"{"/":9,"~1":10}"#, #"[{"op":"test","path":"/~01","value":"10"}]"#, nil),
            (#"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["a"]}]"#, #"{"foo":["bar",["a"]]}"#),
            ("[1]", #"[{"op":"add","path":"/2","value":3}]"#, nil),
            ("[1]", #"[{"op":"add","path":"/01","value":3}]"#, nil),
            ("[1]", #"[{"op":"remove","path":"/-"}]"#, nil), ("{}", #"[{"op":"replace","path":"/a","value":1}]"#, nil),
            ("{}", #"[{"op":"remove","path":"/a"}]"#, nil), ("{}", #"[{"op":"add","path":"","value":1}]"#, "1"),
            (#"{"a":{}}"#, #"[{"op":"move","from":"/a","path":"/a/b"}]"#, nil),
            (#"{"a":1}"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#, #"{"a":1,"b":1}"#),
            (#"{"a":1}"#, #"[{"op":"copy","from":"/c","path":"/b"}]"#, nil),
            (#"{"a":null}"#, #"[{"op":"test","path":"/a","value":null}]"#, #"{"a":null}"#),
            (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":2},{"op":"test","path":"/b","value":3}]"#, nil),
        ] as [(String, String, String?)])
    func `does what the RFC says`(original: String, patch: String, result: String?) throws {
        let patch = try JSONPatch(JSON(parsing: patch))
        let original = try JSON(parsing: original)
        if let result {
            #expect(try patch.applied(to: original) == JSON(parsing: result))
        } else {
            #expect(throws: JSONPatch.Failure.self) { try patch.applied(to: original) }
        }
    }

    @Test(arguments: [
        "{}", #"[{"op":"add"}]"#, #"[{"op":"add","path":"a","value":1}]"#, #"[{"op":"add","path":"/a"}]"#,
        #"[{"op":"move","path":"/a"}]"#, #"[{"op":"spam","path":"/a"}]"#, #"[{"path":"/a"}]"#,
        #"[{"op":"test","path":"/~2","value":1}]"#,
    ])
    func `is refused when it isn't one`(patch: String) throws {
        let document = try JSON(parsing: patch)
        #expect(throws: JSONPatch.Failure.self) { try JSONPatch(document) }
    }
}
