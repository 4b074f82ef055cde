/// A moment in UTC, to the millisecond; as text it is RFC 3339, in the form in which the store writes times.
///
/// That form has a fixed length, so texts compare as the moments do.
public struct Moment: Hashable, Sendable, LosslessStringConvertible {
    /// Milliseconds since 1970.
    public var milliseconds: Int64

    /// A moment so long after 1970 began.
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads RFC 3339 §5.6: `2026-01-31T12:30:00Z`, perhaps with a fraction, and with an offset instead of the `Z`; or a
    /// date alone, whose first moment in UTC is meant.
    ///
    /// A fraction finer than a millisecond is rounded up: what has whole milliseconds lies before the moment exactly when
    /// it lies before the result.
    public init?(_ description: String) {
        var text = Substring(description)
        guard let date = Self.date(&text) else { return nil }
        var seconds = date * 86_400
        var fraction: Int64 = 0
        if !text.isEmpty {
            guard ["T", "t", " "].contains(text.removeFirst()), let time = Self.timeOfDay(&text),
                let milliseconds = Self.fraction(&text), let offset = Self.offset(text)
            else { return nil }
            seconds += time - offset
            fraction = milliseconds
        }
        milliseconds = seconds * 1000 + fraction
        // An offset can lead out of the years that four digits can say.
        guard Self.range.contains(milliseconds) else { return nil }
    }

    /// From the year 0 to the end of the year 9999.
    private static let range = days(0, 1, 1) * 86_400_000...days(9999, 12, 31) * 86_400_000 + 86_399_999

    private static func date(_ text: inout Substring) -> Int64? {
        guard let year = number(&text, 4), take("-", &text), let month = number(&text, 2), take("-", &text),
            let day = number(&text, 2), (1...12).contains(month), day >= 1
        else { return nil }
        let days = days(year, month, day)
        // The day before the next month's first is this month's last.
        let next = month == 12 ? Self.days(year + 1, 1, 1) : Self.days(year, month + 1, 1)
        return days < next ? days : nil
    }

    private static func timeOfDay(_ text: inout Substring) -> Int64? {
        // 60 is a leap second (RFC 3339 §5.7); it counts as the first of the next minute.
        guard let hour = number(&text, 2), take(":", &text), let minute = number(&text, 2), take(":", &text),
            let second = number(&text, 2), hour < 24, minute < 60, second <= 60
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func fraction(_ text: inout Substring) -> Int64? {
        guard take(".", &text) else { return 0 }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(digits.count)
        guard !digits.isEmpty, let milliseconds = Int64((digits + "00").prefix(3)) else { return nil }
        return digits.dropFirst(3).contains { $0 != "0" } ? milliseconds + 1 : milliseconds
    }

    /// Seconds east of UTC.
    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" || text == "z" { return 0 }
        var rest = text
        let isWest = rest.hasPrefix("-")
        guard isWest || rest.hasPrefix("+") else { return nil }
        rest.removeFirst()
        guard let hours = number(&rest, 2), take(":", &rest), let minutes = number(&rest, 2), rest.isEmpty, hours < 24,
            minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isWest ? -1 : 1)
    }

    private static func number(_ text: inout Substring, _ count: Int) -> Int64? {
        let digits = text.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        text = text.dropFirst(count)
        return Int64(digits)
    }

    private static func take(_ mark: Character, _ text: inout Substring) -> Bool {
        guard text.first == mark else { return false }
        text.removeFirst()
        return true
    }

    /// Days since 1970 in the Gregorian calendar; years are counted from March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Shifted by one cycle of 400 years, so that nothing is negative.
        let shifted = year + (month <= 2 ? 399 : 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097
    }

    /// RFC 3339 in UTC with milliseconds: `2026-01-31T12:30:00.000Z`.
    public var description: String {
        let (day, rest) = Self.divide(milliseconds, 86_400_000)
        let (year, month, dayOfMonth) = Self.date(day)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.digits($0, 2) }
        return [Self.digits(year, 4), Self.digits(month, 2), Self.digits(dayOfMonth, 2)].joined(separator: "-")
            + "T" + time.joined(separator: ":") + "." + Self.digits(rest % 1000, 3) + "Z"
    }

    /// The opposite of `days`.
    private static func date(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (cycle, dayOfCycle) = divide(day + 719_468, 146_097)
        let year = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (year + cycle * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Rounds down, so that the rest is never negative.
    private static func divide(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
        let rest = ((number % divisor) + divisor) % divisor
        return ((number - rest) / divisor, rest)
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
