/// A span of time in nanoseconds; as text it is Go's: `1h15m30.5s`, `300ms` (Go's `time.ParseDuration`).
public struct GoDuration: Hashable, Sendable, LosslessStringConvertible {
    /// How long, in nanoseconds; 292 years at most, either way.
    public let nanoseconds: Int64

    /// So many nanoseconds.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// So many seconds.
    public static func seconds(_ seconds: Int32) -> GoDuration {
        GoDuration(nanoseconds: Int64(seconds) * 1_000_000_000)
    }

    /// So many milliseconds.
    public static func milliseconds(_ milliseconds: Int32) -> GoDuration {
        GoDuration(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    /// No time at all.
    public static let zero = GoDuration(nanoseconds: 0)

    /// The same as a duration of Swift's.
    public var duration: Duration { .nanoseconds(nanoseconds) }

    /// From the largest to the smallest; a micro sign and the Greek letter are the same unit.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ns", 1),
    ]

    /// Reads numbers with units, added up, after a sign perhaps; a zero needs no unit.
    ///
    /// What is finer than a nanosecond is dropped.
    public init?(_ description: String) {
        guard (1...64).contains(description.utf8.count) else { return nil }
        var rest = Substring(description)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        var total: Int64 = 0
        repeat {
            guard let part = Self.part(&rest) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        } while !rest.isEmpty
        nanoseconds = isNegative ? -total : total
    }

    /// Takes one number with its unit.
    private static func part(_ text: inout Substring) -> Int64? {
        func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
        let whole = text.prefix(while: isDigit)
        text = text.dropFirst(whole.count)
        var fraction = Substring()
        if text.first == "." {
            text.removeFirst()
            fraction = text.prefix(while: isDigit)
            text = text.dropFirst(fraction.count)
        }
        let name = text.prefix { !isDigit($0) && $0 != "." }
        text = text.dropFirst(name.count)
        guard !whole.isEmpty || !fraction.isEmpty, let unit = units.first(where: { $0.name == name })?.nanoseconds,
            let count = whole.isEmpty ? 0 : Int64(whole)
        else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        // A unit has at most 13 digits after its point that count; each is worth a tenth of the one before.
        var digit = unit
        var small: Int64 = 0
        for character in fraction.prefix(13) {
            small += digit * Int64(character.wholeNumberValue ?? 0) / 10
            digit /= 10
        }
        let (sum, isTooLong) = product.addingReportingOverflow(small)
        return overflow || isTooLong ? nil : sum
    }

    /// Go's text: hours, minutes and seconds, or below a second one number with the unit that fits.
    public var description: String {
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        if magnitude == 0 { return "0s" }
        if magnitude < 1_000_000_000 {
            let unit = Self.units.first {
                $0.nanoseconds < 1_000_000_000 && $0.nanoseconds <= magnitude && $0.name != "us"
            }
            guard let unit else { return "0s" }
            return sign + Self.decimal(magnitude, UInt64(unit.nanoseconds)) + unit.name
        }
        let seconds = magnitude / 1_000_000_000
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        var text = sign
        if hours > 0 { text += "\(hours)h" }
        if hours > 0 || minutes > 0 { text += "\(minutes)m" }
        return text + Self.decimal(magnitude % 60_000_000_000, 1_000_000_000) + "s"
    }

    /// A quotient in decimals without trailing zeros.
    private static func decimal(_ number: UInt64, _ unit: UInt64) -> String {
        let (whole, rest) = number.quotientAndRemainder(dividingBy: unit)
        guard rest > 0 else { return String(whole) }
        let digits = String(rest)
        let zeros = String(repeating: "0", count: String(unit).utf8.count - 1 - digits.utf8.count)
        var fraction = Substring(zeros + digits)
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(whole).\(fraction)"
    }
}

extension GoDuration: Comparable {
    /// By length.
    public static func < (left: GoDuration, right: GoDuration) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension GoDuration: TextValue {
    /// A duration.
    public static var expectation: String { "a duration such as 300ms, 10s or 1h30m" }
    /// Zero is left out where a field omits what is empty.
    public var isUnset: Bool { nanoseconds == 0 }
}
