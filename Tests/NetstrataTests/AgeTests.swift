import Resources
import Testing

@testable import Netstrata

@Suite struct `An age` {
    @Test(
        arguments: [
            (0, "now"), (999, "now"), (1000, "1s ago"), (59_999, "59s ago"), (60_000, "1m ago"), (7_199_000, "1h ago"),
            (86_400_000, "1d ago"), (30 * 86_400_000, "30d ago"), (-5000, "in the future"),
        ] as [(Int64, String)])
    func `is told in the largest unit that is whole`(age: Int64, words: String) {
        #expect(Moment(milliseconds: 0).relative(to: Moment(milliseconds: age)) == words)
    }

    @Test(
        arguments: [
            ("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("1w", 604_800), ("1h30m", 5400),
            ("1d12h", 129_600),
        ] as [(String, Int64)])
    func `is so long before another moment`(text: String, seconds: Int64) {
        let now = Moment(milliseconds: 1_795_419_620_123)
        #expect(Moment(text, before: now)?.milliseconds == now.milliseconds - seconds * 1000)
    }

    @Test func `is read as it is written on the wall`() {
        let moment = Moment(milliseconds: 1_795_419_620_000)
        #expect(Moment(moment.onTheWall, before: moment) == moment)
        #expect(moment.after(.milliseconds(1500)).milliseconds == 1_795_419_621_500)
    }

    @Test(arguments: ["h", "-2h", "2y", "2026", "99999999999999999999d"])
    func `isn't made from what can't be read`(text: String) {
        #expect(Moment(text, before: Moment(milliseconds: 0)) == nil)
    }
}
