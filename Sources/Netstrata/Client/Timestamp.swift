import Glibc

/// A moment in UTC, as the daemon writes it: RFC 3339 with milliseconds.
struct Timestamp: Equatable {
    /// Milliseconds since 1970.
    var milliseconds: Int64

    /// The present.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Reads `2026-01-31T12:30:00Z`, with or without a fraction, or a date alone.
    init?(_ text: String) {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard let date = parts.first?.split(separator: "-").map({ Int64($0) }), date.count == 3,
            let year = date[0], let month = date[1], let day = date[2], (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var seconds = Self.days(year, month, day) * 86_400
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard parts[1].hasSuffix("Z"), let time = Self.timeOfDay(parts[1].dropLast()) else { return nil }
            seconds += time.seconds
            fraction = time.milliseconds
        }
        milliseconds = seconds * 1000 + fraction
    }

    private static func timeOfDay(_ text: Substring) -> (seconds: Int64, milliseconds: Int64)? {
        let halves = text.split(separator: ".", maxSplits: 1)
        let numbers = halves.first.map { $0.split(separator: ":").map { Int64($0) } } ?? []
        guard numbers.count == 3, let hour = numbers[0], let minute = numbers[1], let second = numbers[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        guard halves.count == 2 else { return (hour * 3600 + minute * 60 + second, 0) }
        guard let fraction = Int64((halves[1] + "00").prefix(3)) else { return nil }
        return (hour * 3600 + minute * 60 + second, fraction)
    }

    /// Days since 1970 in the Gregorian calendar; years are counted from March, so that the leap day comes last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }

    /// RFC 3339 in UTC with milliseconds.
    var description: String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)]
        let time = [Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec)]
        return date.map { Self.digits($0, 2) }.joined(separator: "-") + "T"
            + time.map { Self.digits($0, 2) }.joined(separator: ":") + "."
            + Self.digits(Int(milliseconds % 1000), 3) + "Z"
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// How long ago it was, in the largest unit that is whole: `12s ago`, `3h ago`.
    func relative(to now: Timestamp) -> String {
        let seconds = (now.milliseconds - milliseconds) / 1000
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        guard seconds > 0 else { return seconds == 0 ? "now" : "in the future" }
        guard let unit = units.first(where: { seconds >= $0.0 }) else { return "now" }
        return "\(seconds / unit.0)\(unit.1) ago"
    }

    /// Reads a moment, or how long before `now` it was: `90s`, `30m`, `2h`, `7d`.
    init?(_ text: String, before now: Timestamp) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000_000).contains(count)
        {
            self.init(milliseconds: now.milliseconds - count * unit * 1000)
        } else {
            self.init(text)
        }
    }
}
