import Resources
import Testing

@Suite struct `A difference of texts` {
    private static let wanted = "a\nb\nc\nd\ne\nf\ng\n"

    @Test func `shows the lines that differ, and some around them`() {
        let actual = "a\nb\nX\nd\ne\nf\ng\nh\n"
        #expect(LineDifference(from: Self.wanted, to: Self.wanted, showing: .everything).lines.isEmpty)
        #expect(
            LineDifference(from: Self.wanted, to: actual, showing: .status).text
                == "@@ -2,3 +2,3 @@\n b\n-c\n+X\n d\n@@ -7 +7,2 @@\n g\n+h")
        #expect(
            LineDifference(from: Self.wanted, to: actual, showing: .everything).text
                == "@@ -1,7 +1,8 @@\n a\n b\n-c\n+X\n d\n e\n f\n g\n+h")
    }

    @Test(
        arguments: [
            ("a\n", "", "@@ -1 +0,0 @@\n-a"), ("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b"),
            ("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a"),
            ("a\r\nb\r\n", "a\r\nc\r\n", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r"),
        ])
    func `counts lines as diff does`(old: String, new: String, expected: String) {
        #expect(LineDifference(from: old, to: new, showing: .everything).text == expected)
    }

    @Test func `of long texts is short where it has to be`() {
        let long = (0..<5_000).map { "line \($0) \(String(repeating: "x", count: 1_000))\n" }.joined()
        let other = long.replacing("line", with: "row")
        let text = LineDifference(from: long, to: other, showing: .status).text
        #expect(text.split(separator: "\n").count == 41)
        #expect(text.utf8.count < 10_000)
        #expect(text.hasSuffix("more lines"))
        #expect(LineDifference(from: long, to: other, showing: .everything).lines.count == 10_001)
    }
}
