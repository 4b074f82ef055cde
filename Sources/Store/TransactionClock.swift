internal import Foundation

/// The times of a transaction: the wall clock for people, and one that never jumps.
struct TransactionClock {
    /// RFC 3339, UTC, milliseconds.
    let time: String
    /// `CLOCK_BOOTTIME`, in milliseconds: it goes on while the host sleeps and isn't set by anyone.
    let bootMilliseconds: Int64
    /// By how much the wall clock is ahead of the other, in milliseconds: it changes where somebody sets the clock.
    let offset: Int64

    /// A step of the wall clock that is written down, in milliseconds; slewing stays below it from one commit to the next.
    static let noticedStep: Int64 = 1_000

    /// Now.
    static func now() -> TransactionClock {
        let (date, boot) = (Date(), BootClock.milliseconds)
        let wall = Int64(date.timeIntervalSince1970 * 1_000)
        return TransactionClock(time: Timestamp.text(date), bootMilliseconds: boot, offset: wall - boot)
    }

    /// By how many milliseconds the wall clock was set since it was ahead by so much; `nil` if it wasn't.
    func step(since earlier: Int64?) -> Int64? {
        guard let earlier, abs(offset - earlier) > Self.noticedStep else { return nil }
        return offset - earlier
    }
}

/// The clock that goes on while the host sleeps and that nobody sets: `CLOCK_BOOTTIME` (clock_gettime(2)).
public enum BootClock {
    /// Milliseconds since the host was started.
    public static var milliseconds: Int64 { ContinuousClock().systemEpochDistance }

    /// What tells this boot from others; empty where the kernel doesn't say.
    public static let boot = ((try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? "")
        .trimmingCharacters(in: .whitespacesAndNewlines)
}

/// Times as text.
public enum Timestamp {
    /// The present: RFC 3339, UTC, milliseconds, the form that SQLite's `strftime('%Y-%m-%dT%H:%M:%fZ')` gives.
    public static func now() -> String { text(Date()) }

    /// A moment in milliseconds since 1970, in the same form.
    public static func text(milliseconds: Int64) -> String {
        text(Date(timeIntervalSince1970: Double(milliseconds) / 1_000))
    }

    fileprivate static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension ContinuousClock {
    /// Milliseconds since the host was started: on Linux the clock reads `CLOCK_BOOTTIME`.
    fileprivate var systemEpochDistance: Int64 {
        let distance = systemEpoch.duration(to: now)
        return distance.components.seconds * 1000 + distance.components.attoseconds / 1_000_000_000_000_000
    }
}
