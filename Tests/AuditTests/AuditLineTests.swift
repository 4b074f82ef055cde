import Audit
import Resources
import Testing

@Suite struct `A line of the audit log` {
    @Test(arguments: [0, 7, -1, 10, 1_234_567_890, Int64.max, .min])
    func `has numbers as JSON has them`(number: Int64) {
        var line = AuditLine(size: 8)
        line.add(#"{"n":"#, number)
        line.add("}")
        #expect(line.text == JSON.object(["n": .integer(number)]).canonical)
    }

    @Test(arguments: ["", "eth0", "é", #"a "quoted" \ word"#, "two\nlines", "\u{1}", "a\u{7F}b"])
    func `escapes texts as canonical JSON does`(text: String) {
        var line = AuditLine(size: 8)
        line.add(#"{"t":"#, quoted: text.utf8.span)
        line.add("}")
        #expect(line.text == JSON.object(["t": .string(text)]).canonical)
    }
}
