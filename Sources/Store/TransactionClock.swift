internal import Foundation

/// The times of a transaction: the wall clock for people, and one that never jumps.
struct TransactionClock {
    /// RFC 3339, UTC, milliseconds.
    let time: String
    /// `CLOCK_BOOTTIME`, in milliseconds: it goes on while the host sleeps and isn't set by anyone.
    let bootMilliseconds: Int64

    /// Now.
    static func now() -> TransactionClock {
        TransactionClock(time: Timestamp.now(), bootMilliseconds: BootClock.milliseconds)
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
    public static func now() -> String {
        Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// A moment in milliseconds since 1970, in the same form.
    public static func text(milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}

extension ContinuousClock {
    /// Milliseconds since the host was started: on Linux the clock reads `CLOCK_BOOTTIME`.
    fileprivate var systemEpochDistance: Int64 {
        let distance = systemEpoch.duration(to: now)
        return distance.components.seconds * 1000 + distance.components.attoseconds / 1_000_000_000_000_000
    }
}
