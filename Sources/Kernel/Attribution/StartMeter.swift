/// How many started processes are looked at: so many a second, and then none until the second is over.
///
/// Not to be woken costs less than not to look; what is missed meanwhile is known by its number only.
struct StartMeter {
    private let limit: Int
    private var begin: ContinuousClock.Instant
    private var count = 0

    /// A meter of so many a second.
    init(limit: Int = Limit.processStarts, at now: ContinuousClock.Instant = .now) {
        self.limit = limit
        begin = now
    }

    /// How long nothing is to be looked at; zero when something may be.
    mutating func rest(at now: ContinuousClock.Instant) -> Duration {
        let next = begin + .seconds(1)
        if now >= next { (begin, count) = (now, 0) }
        return count < limit ? .zero : next - now
    }

    /// Counts what was looked at.
    mutating func count(_ number: Int) { count += number }
}
