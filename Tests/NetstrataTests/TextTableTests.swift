import Testing

@testable import Netstrata

@Suite struct `A table` {
    static let text = """
        ID                      VERSION   ADDRESS          STATE
        api/eth0/192.0.2.10/24  1         192.0.2.10/24    applied
        api/eth1/198.51.100/24  12                         refused
        api/x                   3         two  spaces

        """

    static let table = TextTable(
        ["ID", "VERSION", "ADDRESS", "STATE"],
        [
            ["api/eth0/192.0.2.10/24", "1", "192.0.2.10/24", "applied"],
            ["api/eth1/198.51.100/24", "12", "", "refused"], ["api/x", "3", "two  spaces", ""],
        ])

    @Test func `is read by where its headings stand`() {
        #expect(TextTable(parsing: Self.text) == Self.table)
        #expect(TextTable(parsing: "") == TextTable([]))
    }

    @Test func `takes the width that its cells need`() {
        #expect(Self.table.widths(within: nil) == [22, 7, 13, 7])
        #expect(Self.table.widths(within: 80) == [22, 7, 13, 7])
    }

    @Test(arguments: [50, 46, 40])
    func `fits a terminal, and cuts the id last`(limit: Int) {
        let widths = Self.table.widths(within: limit)
        #expect(widths.reduce(0, +) + 6 <= limit)
        #expect(widths[2] == 8 || widths[0] == 22)
    }

    @Test func `that can't fit isn't cut to nothing`() {
        #expect(Self.table.widths(within: 10) == [8, 7, 8, 7])
    }

    @Test func `marks what was cut, and pads no last cell`() {
        #expect(TextTable.line(["abcdefgh", "x"], [5, 9]) == "abcd…  x")
        #expect(TextTable.line(["abcdefgh", "x"], [5, 9], cuts: false) == "abcdefgh  x")
        #expect(TextTable.line(["a", ""], [5, 9]) == "a")
    }

    @Test func `counts columns of the terminal rather than characters`() {
        let table = TextTable(["ID", "ALIAS", "STATE"], [["a", "東京", "up"], ["b", "e\u{301}tage", "up"]])
        #expect(table.widths(within: nil) == [2, 5, 5])
        #expect(TextTable.line(["東京", "x"], [5, 1]) == "東京   x")
        #expect(TextTable.line(["東京都", "x"], [5, 1]) == "東京…  x")
        #expect(TextTable.line(["東京都", "x"], [4, 1]) == "東…   x")
        let text = """
            ID   ALIAS      STATE
            a    東京       up
            b    e\u{301}tage 🦊   up

            """
        #expect(
            TextTable(parsing: text)
                == TextTable(["ID", "ALIAS", "STATE"], [["a", "東京", "up"], ["b", "e\u{301}tage 🦊", "up"]]))
    }

    @Test func `colours states, and only when asked`() {
        #expect(
            TextTable.line(["a", "applied", "x"], [1, 9, 1], colours: true) == "a  \u{1B}[32mapplied\u{1B}[0m    x")
        #expect(TextTable.line(["a", "applied", "x"], [1, 9, 1]) == "a  applied    x")
    }

    @Test func `lets no stored value steer the terminal`() {
        #expect(TextTable.line(["\u{1B}[2Jboo\r\u{9B}"], [20]) == "\u{FFFD}[2Jboo\u{FFFD}\u{FFFD}")
    }
}
