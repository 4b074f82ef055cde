import Glibc
import Synchronization

/// The value of the `Date` header (RFC 9110 §5.6.7), worded once a second.
enum HTTPDate {
    private static let last = Mutex<(second: Int, text: String)>((0, ""))

    /// The present.
    static func now() -> String {
        let second = time(nil)
        return last.withLock { last in
            if last.second != second { last = (second, text(second)) }
            return last.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` for seconds since 1970.
    static func text(_ second: Int) -> String {
        let days = second / 86400
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, day) = civil(days)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        let time = [second / 3600 % 24, second / 60 % 60, second % 60].map(two).joined(separator: ":")
        return "\(weekdays[days % 7]), \(two(day)) \(months[month - 1]) \(year) \(time) GMT"
    }

    /// The date of a day since 1970, counted year by year: it is asked once a second.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        var (year, left) = (1970, days)
        while left >= daysInYear(year) {
            left -= daysInYear(year)
            year += 1
        }
        let lengths = [31, daysInYear(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var month = 0
        while left >= lengths[month] {
            left -= lengths[month]
            month += 1
        }
        return (year, month + 1, left + 1)
    }

    private static func daysInYear(_ year: Int) -> Int {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 366 : 365
    }
}
