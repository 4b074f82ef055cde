import Resources
import Testing

@Suite struct `Durations as Go writes them` {
    @Test(arguments: [
        ("0", "0s", 0), ("1s", "1s", 1_000_000_000), ("300ms", "300ms", 300_000_000),
        ("1h15m30.918s", "1h15m30.918s", 4_530_918_000_000), ("90s", "1m30s", 90_000_000_000),
        ("60m", "1h0m0s", 3_600_000_000_000),
        ("-1.5h", "-1h30m0s", -5_400_000_000_000), ("+5s", "5s", 5_000_000_000), ("1us", "1\u{B5}s", 1000),
        ("1.5\u{3BC}s", "1.5\u{B5}s", 1500), ("7ns", "7ns", 7), ("0.5s", "500ms", 500_000_000),
        (".5s", "500ms", 500_000_000),
        ("1.s", "1s", 1_000_000_000), ("1s1s", "2s", 2_000_000_000), ("0.0000000019s", "1ns", 1),
        ("1.25h", "1h15m0s", 4_500_000_000_000),
        ("9223372036854775807ns", "2562047h47m16.854775807s", Int64.max),
    ])
    func `are read and written`(_ text: String, _ canonical: String, _ nanoseconds: Int64) {
        #expect(GoDuration(text)?.nanoseconds == nanoseconds)
        #expect(GoDuration(nanoseconds: nanoseconds).description == canonical)
        #expect(GoDuration(canonical)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "-", "1", "s", ".s", "1 s", "1d", "1S", "5s5", "--1s", "1s-1s", "9223372036854775808ns", "2562048h",
        "9223372036s854775808ns", "\u{0661}s", "1e3s",
    ])
    func `are refused where they are none or don't fit`(_ text: String) {
        #expect(GoDuration(text) == nil)
    }
}
