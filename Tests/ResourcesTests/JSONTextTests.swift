import Testing

@testable import Resources

@Suite struct `Canonical JSON text` {
    private static let document: JSON = [
        "a": [1, "two, \"]}\\", [], [:], ["x": ["y": [true, .null, "ä€"]]], .number(-3.5)],
        "a\"b": ["": ["/": "~"]],
        "b": "\\",
        "c": [:],
        "d": ["e": 1, "f": [[2, 3], [4]]],
    ]

    @Test(arguments: [
        ["a"], ["a", "0"], ["a", "1"], ["a", "2"], ["a", "3"], ["a", "4", "x", "y", "2"], ["a", "5"],
        ["a\"b", "", "/"],
        ["b"], ["c"], ["d", "e"], ["d", "f", "0", "1"], ["d", "f", "1"], [],
    ]) func `has each value where it is written`(path: [String]) throws {
        let text = Self.document.canonical
        let place = try #require(text.place(ofValueAt: path))
        let value = try #require(Self.document.value(at: JSONPointer(tokens: path)))
        #expect(String(decoding: Array(text.utf8)[place], as: UTF8.self) == value.canonical)
        let changed = try JSON(parsing: text.replacing(bytes: place, with: #"{"ü":[]}"#))
        #expect(changed.value(at: JSONPointer(tokens: path)) == ["ü": []])
    }

    @Test(arguments: [
        ["x"], ["a", "6"], ["a", "x"], ["a", "2", "0"], ["b", "c"], ["c", "d"], ["d", "f", "2"], ["a", "-1"],
    ])
    func `has no place for what isn't there`(path: [String]) {
        #expect(Self.document.canonical.place(ofValueAt: path) == nil)
    }

    @Test func `mentions what it has as a text, and nothing else`() {
        let text = Self.document.canonical
        for name in ["a", "b", "e", "ä€", "/", "", "two, \"]}\\"] { #expect(text.mentions(name)) }
        for name in ["two", "g", "€", "a,b", "presharedKey"] { #expect(!text.mentions(name)) }
        #expect(!"".mentions("presharedKey"))
        #expect(#"{"presharedKey":1}"#.mentions("presharedKey"))
    }
}
