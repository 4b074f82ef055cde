import Resources
import Testing

@Suite struct `The width of a text on a terminal` {
    @Test(arguments: [
        ("", 0), ("eth0", 4), ("Zürich", 6), ("e\u{301}tage", 5), ("東京", 4), ("서울", 4), ("ﾊﾝｶｸ", 4), ("Ａ", 2),
        ("🦊", 2), ("👩‍🔧", 2), ("❤️", 2), ("🇩🇪", 2), ("a\u{200B}b", 2), ("ελληνικά", 8), ("→…", 2),
    ])
    func `counts columns`(text: String, width: Int) {
        #expect(text.terminalWidth == width)
    }
}
