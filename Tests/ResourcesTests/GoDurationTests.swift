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

    @Test(
        arguments: [
            ("1d", 86_400), ("30d", 2_592_000), ("2w", 1_209_600), ("1w2d3h4m5s", 788_645), ("0.5d", 43_200),
            ("90s", 90), ("0", 0), ("-1d", -86_400),
        ] as [(String, Int64)])
    func `may have days and weeks where people write them`(_ text: String, _ seconds: Int64) {
        #expect(GoDuration(span: text)?.nanoseconds == seconds * 1_000_000_000)
        #expect(GoDuration(parameter: text)?.nanoseconds == seconds * 1_000_000_000)
    }

    @Test func `are seconds where a parameter is a number alone`() {
        #expect(GoDuration(parameter: "90") == .seconds(90))
        #expect(GoDuration(span: "90") == nil)
        for text in ["", "d", "1y", "1 d", "1D", "106752d", "\u{0661}"] {
            #expect(GoDuration(span: text) == nil, "\(text)")
            #expect(GoDuration(parameter: text) == nil, "\(text)")
        }
    }
}
