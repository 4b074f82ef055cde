import Glibc
import Resources

extension Moment {
    /// The present.
    static var now: Moment {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Moment(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// How long ago it was, in the largest unit that is whole: `12s ago`, `3h ago`.
    func relative(to now: Moment) -> String {
        let seconds = (now.milliseconds - milliseconds) / 1000
        let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m"), (1, "s")]
        guard seconds > 0 else { return seconds == 0 ? "now" : "in the future" }
        guard let unit = units.first(where: { seconds >= $0.0 }) else { return "now" }
        return "\(seconds / unit.0)\(unit.1) ago"
    }

    /// So long after it.
    func after(_ duration: Duration) -> Moment {
        Moment(milliseconds: milliseconds + Int64((duration / .milliseconds(1)).rounded()))
    }

    /// The day and the time as a clock on this host's wall shows them: `2026-11-20 14:00:30`.
    var onTheWall: String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ number: CInt) -> String { (number < 10 ? "0" : "") + String(number) }
        let day = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return "\(day) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    /// Reads a moment, how long before `now` it was (`90s`, `1h30m`, `7d`), or a time of this host's clock
    /// (`2026-11-20 14:00`).
    init?(_ text: String, before now: Moment) {
        // A number alone is no time: it may be a year, or a revision.
        if text.last?.isLetter == true, let span = GoDuration(span: text), span >= .zero {
            self.init(milliseconds: now.milliseconds - span.nanoseconds / 1_000_000)
        } else if let moment = Self.local(text) {
            self = moment
        } else {
            self.init(text)
        }
    }

    /// A day and a time as a clock on this host's wall shows it.
    private static func local(_ text: String) -> Moment? {
        guard let match = text.wholeMatch(of: /(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d)(?::(\d\d))?/),
            // The same in UTC tells whether there is such a day and time.
            Moment("\(match.1)-\(match.2)-\(match.3)T\(match.4):\(match.5):\(match.6 ?? "00")Z") != nil
        else { return nil }
        func number(_ part: Substring?) -> Int32 { part.flatMap { Int32($0) } ?? 0 }
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (number(match.1) - 1900, number(match.2) - 1, number(match.3))
        (time.tm_hour, time.tm_min, time.tm_sec, time.tm_isdst) = (
            number(match.4), number(match.5), number(match.6), -1
        )
        return Moment(milliseconds: Int64(mktime(&time)) * 1000)
    }
}

/// A revision, or a time that stands for the last change until then, as people write it.
struct PointInTime {
    /// As the daemon reads it.
    let text: String

    /// A number or an ETag as it is, a time as RFC 3339; what is neither is left to the daemon, which says what it expects.
    init(_ text: String, now: Moment = .now) {
        let isNumber = text.utf8.allSatisfy { (48...57).contains($0) }
        self.text = isNumber ? text : Moment(text, before: now)?.description ?? text
    }
}
