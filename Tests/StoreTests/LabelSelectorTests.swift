import Store
import Testing

@Suite struct `A label selector` {
    @Test(
        arguments: [
            ("", []), (" ", []),
            ("a", [.init("a", .exists)]),
            ("!a", [.init("a", .exists, isInverted: true)]),
            ("a=b", [.init("a", .equal("b"))]),
            ("a==b", [.init("a", .equal("b"))]),
            ("a = b , c != d", [.init("a", .equal("b")), .init("c", .equal("d"), isInverted: true)]),
            ("a in (b, c),d", [.init("a", .isIn(["b", "c"])), .init("d", .exists)]),
            ("a notin (b)", [.init("a", .isIn(["b"]), isInverted: true)]),
            ("a<5", [.init("a", .lessThanNumeric("5"))]),
            ("a<=5Ki", [.init("a", .lessThanOrEqualNumeric("5Ki"))]),
            ("a<b", [.init("a", .lessThan("b"))]),
            ("a<=b", [.init("a", .lessThanOrEqual("b"))]),
            ("a=", [.init("a", .equal(""))]),
        ] as [(String, [LabelSelector.Term])])
    func `is read from text`(_ text: String, _ terms: [LabelSelector.Term]) throws {
        #expect(try LabelSelector(parsing: text).terms == terms)
    }

    @Test(arguments: ["=b", "!", "a b", "a in b", "a in (b", "!a=b", "(a)", "a in ()"])
    func `refuses what it can't read`(_ text: String) {
        let fault = #expect(throws: LabelSelector.SyntaxFault.self) { try LabelSelector(parsing: text) }
        #expect(fault?.term == text)
    }

    @Test(
        arguments: [(",", 1), ("a,", 2), (",a", 1), ("a,,b", 2), ("a, ,b", 2), ("a in (b,c),", 2)] as [(String, Int)])
    func `refuses an empty term and says which`(_ text: String, _ position: Int) {
        let fault = #expect(throws: LabelSelector.SyntaxFault.self) { try LabelSelector(parsing: text) }
        #expect(fault?.term == "")
        #expect(fault?.position == position)
    }

    @Test(arguments: [
        ("9", "10", true), ("10", "9", false), ("-5", "3", true), ("1k", "1001", true), ("1Ki", "1023", false),
        ("10kg", "10001", true), ("1M", "1Mi", true), ("2G", "1T", true), ("1P", "1Pi", true), ("x", "5", false),
        ("5", "x", false), ("", "5", false), ("-", "5", false),
    ])
    func `compares numbers with units`(_ value: String, _ bound: String, holds: Bool) {
        let term = LabelSelector.Term("weight", .lessThanNumeric(bound))
        #expect(LabelSelector([term]).matches(["weight": value]) == holds)
    }
}
