import Testing

@testable import Netstrata

@Suite struct `A timestamp` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00.5Z", 951_825_600_500), ("2000-03-01", 951_868_800_000),
            ("2026-11-23T07:40:20.123Z", 1_795_419_620_123), ("2100-03-01T00:00:00Z", 4_107_542_400_000),
        ] as [(String, Int64)])
    func `is read from RFC 3339`(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: ["", "yesterday", "2026-13-01", "2026-01-01T25:00:00Z", "2026-01-01T12:00:00", "2026-01-01T1Z"])
    func `is nothing else`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [0, 951_825_600_500, 1_795_419_620_123, 4_107_542_400_007] as [Int64])
    func `reads what it writes`(milliseconds: Int64) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(time.description) == time)
    }

    @Test(
        arguments: [
            (0, "now"), (999, "now"), (1000, "1s ago"), (59_999, "59s ago"), (60_000, "1m ago"), (7_199_000, "1h ago"),
            (86_400_000, "1d ago"), (30 * 86_400_000, "30d ago"), (-5000, "in the future"),
        ] as [(Int64, String)])
    func `is told in the largest unit that is whole`(age: Int64, words: String) {
        #expect(Timestamp(milliseconds: 0).relative(to: Timestamp(milliseconds: age)) == words)
    }

    @Test(arguments: [("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("1w", 604_800)] as [(String, Int64)])
    func `is so long before another`(text: String, seconds: Int64) {
        let now = Timestamp(milliseconds: 1_795_419_620_123)
        #expect(Timestamp(text, before: now)?.milliseconds == now.milliseconds - seconds * 1000)
    }

    @Test(arguments: ["h", "-2h", "2y", "99999999999999999999d"])
    func `isn't made from an age that can't be read`(text: String) {
        #expect(Timestamp(text, before: Timestamp(milliseconds: 0)) == nil)
    }
}
