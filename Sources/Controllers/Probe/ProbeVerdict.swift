import Kernel
import Resources

/// What is said of a probe, from how its tries went.
struct ProbeVerdict: Sendable {
    /// What is said; `nil` before the first try.
    private(set) var status: ProbeStatus?
    /// Whether what is said has still to be written down.
    private(set) var isNews = false
    /// How many tries in a row failed.
    private var failures: UInt32 = 0
    /// How many errors were said since it fails, and when the last was.
    private var spoke: (count: Int, last: ContinuousClock.Instant)?

    /// So many errors are said as they come, such as those of a host that starts; after them one in a time, so that history
    /// doesn't grow with those that come and go.
    private static let limit = (errors: 3, rest: Duration.seconds(60))

    /// A verdict that goes on from what is stored.
    init(_ status: ProbeStatus? = nil) { self.status = status }

    /// Takes how a try went.
    ///
    /// A probe that succeeded fails after `threshold` failures in a row; one that never did fails at once; the first success
    /// makes it succeed.
    mutating func take(
        _ failure: ProbeFailure?, threshold: UInt32, took: Duration, at time: Moment, _ now: ContinuousClock.Instant
    ) {
        guard let failure else {
            failures = 0
            if status?.success != true { say(true, "", took, time) }
            return
        }
        failures = min(failures, .max - 1) + 1
        let words = failure.description
        switch status?.success {
        case true? where failures < threshold: break
        case false?:
            guard words != status?.lastError, maySpeak(now) else { return }
            say(false, words, took, status?.since ?? time)
            spoke = ((spoke?.count ?? 0) + 1, now)
        default:
            say(false, words, took, time)
            spoke = (1, now)
        }
    }

    private func maySpeak(_ now: ContinuousClock.Instant) -> Bool {
        guard let spoke else { return true }
        return spoke.count < Self.limit.errors || now - spoke.last >= Self.limit.rest
    }

    private mutating func say(_ success: Bool, _ error: String, _ took: Duration, _ time: Moment) {
        var status = ProbeStatus()
        (status.success, status.lastError, status.since) = (success, error, time)
        status.took = GoDuration.milliseconds(Int32(clamping: Int64(took / .milliseconds(1))))
        self.status = status
        isNews = true
    }

    /// It is written down, if nothing else is said by now.
    mutating func wrote(_ text: String) {
        if status?.canonical == text { isNews = false }
    }
}
