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

    /// A unit of time.
    private typealias Unit = (name: String, nanoseconds: Int64)

    /// From the largest to the smallest; a micro sign and the Greek letter are the same unit.
    private static let units: [Unit] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000),
        ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ns", 1),
    ]

    /// Those that Go doesn't have: a day that isn't 24 hours is a matter of calendars.
    private static let calendarUnits: [Unit] = [("w", 604_800_000_000_000), ("d", 86_400_000_000_000)]

    /// Reads numbers with units, added up, after a sign perhaps; a zero needs no unit.
    ///
    /// What is finer than a nanosecond is dropped.
    public init?(_ description: String) { self.init(description, in: Self.units) }

    /// Reads what people write: the same, and weeks and days of 24 hours (`7d`, `1w2d12h`).
    public init?(span text: String) { self.init(text, in: Self.calendarUnits + Self.units) }

    /// Reads a parameter of a request or of the command line: a span of time, or a number of seconds.
    public init?(parameter text: String) {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
        self.init(span: isNumber ? text + "s" : text)
    }

    private init?(_ text: String, in units: [Unit]) {
        guard (1...64).contains(text.utf8.count) else { return nil }
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" {
            self = .zero
            return
        }
        var total: Int64 = 0
        repeat {
            guard let part = Self.part(&rest, units) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        } while !rest.isEmpty
        nanoseconds = isNegative ? -total : total
    }

    /// Takes one number with its unit.
    private static func part(_ text: inout Substring, _ units: [Unit]) -> Int64? {
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
        // A unit has at most 15 digits after its point that count; each is worth a tenth of the one before.
        var digit = unit
        var small: Int64 = 0
        for character in fraction.prefix(15) {
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

extension Field {
    /// A span of time as people write it, days and weeks included; it is kept as Go writes it.
    public init(
        span name: String, _ path: any WritableKeyPath<Root, GoDuration> & Sendable, _ summary: String, _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: GoDuration.spanSchema, decode: GoDuration.decodeSpan)
    }

    /// One that may be absent.
    public init(
        span name: String, _ path: any WritableKeyPath<Root, GoDuration?> & Sendable, _ summary: String,
        _ rules: Rule...
    ) {
        self.init(name, path, summary, rules, schema: GoDuration.spanSchema) { json, pointer, faults in
            if json.isAbsent { return .some(nil) }
            guard let value = GoDuration.decodeSpan(json, at: pointer, &faults) else { return nil }
            return .some(value)
        }
    }
}

extension GoDuration {
    private static let spanExpectation = "a time such as 300ms, 90s, 1h30m or 7d"
    fileprivate static let spanSchema: JSON = ["type": "string", "description": .string(spanExpectation)]

    fileprivate static func decodeSpan(
        _ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]
    ) -> GoDuration? {
        if let text = json.text, let value = GoDuration(span: text) { return value }
        faults.append(Fault(pointer, "\(spanExpectation) is expected, not \(json.article)"))
        return nil
    }
}
