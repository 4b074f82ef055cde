import Resources
import TestSupport
import Testing

@Suite struct `JSON text` {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("\t\r\nfalse", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("1.5", .number(1.5)),
            ("1.0", 1), ("1e3", 1000), ("12E-1", .number(1.2)), ("0.0", 0), ("1e+2", 100),
            ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1e300", .number(1e300)), ("1e-400", 0), (#""""#, ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u00e9\u20AC""#, "é€"), (#""\ud83d\ude00""#, "😀"), (#""\u0000""#, "\0"), ("\"\u{7F}é😀\"", "\u{7F}é😀"),
            ("[]", []), ("[ ]", []), ("[1,[2],{}]", [1, [2], [:]]), ("{}", [:]), ("{ }", [:]),
            (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [.null]]]), (#"{"":0}"#, ["": 0]),
            (#"{"a\u0062":0}"#, ["ab": 0]), (#"{"/":0,"~":1}"#, ["/": 0, "~": 1]),
        ] as [(String, JSON)])
    func `is read`(_ text: String, _ value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
        #expect(try JSON(parsing: value.canonical) == value)
        #expect(try JSON(parsing: value.pretty) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nullx", "True", "+1", "01", "-", "-01", "1.", ".5", "1e", "1e+", "0x1", "1 2", "NaN",
        "Infinity", "1e999",
        "'a'", "\"", "\"a", #""\""#, #""\x""#, #""\u12""#, #""\u123g""#, #""\ud800""#, #""\ud800\n""#,
        #""\ud800\u0041""#,
        #""\udc00""#, #""\udc00\ud800""#, "\"\n\"", "\"\t\"", "\"\u{1}\"", "[", "]", "[1", "[1,", "[1,]", "[,1]",
        "[1 2]", "{",
        "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{1:2}", "{\"a\" 1}", "{,}",
        "{\"a\":1 \"b\":2}", "//", "/* */1", "\u{FEFF}1", "[1]]", "{}{}", "\u{A0}1",
    ])
    func `that isn't any is refused`(_ text: String) {
        #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
    }

    @Test(
        arguments: [
            ([0x22, 0xFF, 0x22], "alone"), ([0x22, 0xC0, 0x80, 0x22], "overlong"),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], "surrogate"),
            ([0x22, 0xC3, 0x22], "cut"), ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], "beyond Unicode"), ([0x00], "zero"),
        ] as [([UInt8], String)])
    func `in bytes that aren't UTF-8 is refused`(_ bytes: [UInt8], _ why: String) {
        #expect(throws: JSONSyntaxError.self, "\(why)") { try JSON(parsing: bytes) }
    }

    @Test func `with a member twice is refused, however it is written`() {
        for text in [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"[{"b":{"a":1,"c":2,"a":3}}]"#] {
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        }
    }

    @Test func `nests as deep as allowed and no deeper`() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}")] {
            func nested(_ depth: Int) -> String {
                String(repeating: open, count: depth) + (open == "[" ? "" : "0")
                    + String(repeating: close, count: depth)
            }
            #expect(throws: Never.self) { try JSON(parsing: nested(JSON.maximumDepth)) }
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: nested(JSON.maximumDepth + 1)) }
            #expect(throws: JSONSyntaxError.self) { try JSON(parsing: String(repeating: open, count: 100_000)) }
        }
    }

    @Test(arguments: [
        ("{\"a\": tru}", 1, 7), ("{\n  \"a\": 1,\n  \"b\" 2\n}", 3, 7), ("[1,\n2,\n", 3, 1), ("", 1, 1),
        ("{\"é\": x}", 1, 8),
    ])
    func `tells where it stops making sense`(_ text: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSON(parsing: text) }
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func `survives 20,000 random byte strings`() {
        var generator = SeededGenerator(seed: 6)
        let alphabet =
            Array(#"{}[]:,"\/u0123456789abcdefDE+-. truefalsn"#.utf8) + [0x00, 0x0A, 0x7F, 0x80, 0xC3, 0xA9, 0xFF]
        var accepted = 0
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<24, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            guard let value = try? JSON(parsing: bytes) else { continue }
            accepted += 1
            #expect((try? JSON(parsing: value.canonicalBytes)) == value)
        }
        #expect(accepted > 0)
    }

    @Test func `reads back from its canonical and its pretty text, whatever it holds`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let value = RandomJSON.value(&generator, depth: 6)
            #expect(try JSON(parsing: value.canonical) == value)
            #expect(try JSON(parsing: value.pretty) == value)
            #expect(try JSON(parsing: value.canonical).canonical == value.canonical)
        }
    }

    @Test func `has its members in the order of their bytes`() {
        let value: JSON = ["b": 1, "a": ["d": 2, "c": 3], "é": 0, "Z": 0, "": 0]
        #expect(value.canonical == #"{"":0,"Z":0,"a":{"c":3,"d":2},"b":1,"é":0}"#)
        let nested: JSON = ["a": [1, [:], []]]
        #expect(nested.pretty == "{\n  \"a\": [\n    1,\n    {},\n    []\n  ]\n}")
        #expect(JSON.quoted("\u{1}\u{1F}\"\\\u{7F}é") == "\"\\u0001\\u001f\\\"\\\\\u{7F}é\"")
    }
}
