import Glibc

/// The host's clocks.
public enum HostClock {
    /// Seconds since 1970 as the host has it (`CLOCK_REALTIME`, clock_gettime(2)); people set it.
    public static var secondsSince1970: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec)
    }

    /// The same in milliseconds.
    public static var millisecondsSince1970: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Time since the host started, also while it slept; no one sets it (`CLOCK_BOOTTIME`, clock_gettime(2)).
    public static var bootTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
