import Resources
import Testing

@Suite struct `A moment` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00.5Z", 951_825_600_500), ("2000-03-01", 951_868_800_000),
            ("2026-11-23T07:40:20.123Z", 1_795_419_620_123), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
            ("1969-12-31T23:59:59.999Z", -1), ("2026-11-23t07:40:20.1230z", 1_795_419_620_123),
            ("2026-11-23 07:40:20.123Z", 1_795_419_620_123), ("2026-11-23T08:40:20.123+01:00", 1_795_419_620_123),
            ("2026-11-22T21:10:20.123-10:30", 1_795_419_620_123), ("2026-11-23T07:40:20.1220001Z", 1_795_419_620_123),
            ("2026-11-23T07:40:19.9999Z", 1_795_419_620_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func `is read from RFC 3339`(text: String, milliseconds: Int64) {
        #expect(Moment(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "yesterday", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "2026-04-31", "2026-00-01", "2026-01-00",
        "2026-01-01T25:00:00Z", "2026-01-01T12:00:00", "2026-01-01T1Z", "2026-01-01T12:00Z", "2026-01-01T12:00:00.Z",
        "2026-01-01T12:00:00+1:00", "2026-01-01T12:00:00+24:00", "2026-01-01T12:00:00Z ", "2026-01-01T12:00:00+01:00Z",
        "+026-01-01", "2026-01-01T12:00:61Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "２026-01-01",
    ])
    func `is nothing else`(text: String) {
        #expect(Moment(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_825_600_500, "2000-02-29T12:00:00.500Z"), (1_795_419_620_123, "2026-11-23T07:40:20.123Z"),
            (4_107_542_400_007, "2100-03-01T00:00:00.007Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `is written as the store writes it, and read back`(milliseconds: Int64, text: String) {
        let moment = Moment(milliseconds: milliseconds)
        #expect(moment.description == text)
        #expect(Moment(text) == moment)
    }

    @Test func `is read back on every day of two cycles of the calendar`() {
        for day in stride(from: -719_528 as Int64, to: 719_468, by: 1) {
            let moment = Moment(milliseconds: day * 86_400_000 + 1)
            if Moment(moment.description) != moment { Issue.record("\(moment)") }
        }
    }
}
