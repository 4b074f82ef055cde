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

    /// Reads a moment, or how long before `now` it was: `90s`, `30m`, `2h`, `7d`.
    init?(_ text: String, before now: Moment) {
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
