import Glibc

/// The host's clock that runs on while it sleeps, and that no one sets.
public enum HostClock {
    /// Time since the host started (`CLOCK_BOOTTIME`, clock_gettime(2)).
    public static var bootTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
