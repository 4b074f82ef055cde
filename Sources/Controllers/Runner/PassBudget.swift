/// How many passes a controller may make: so many at once, then so many a second.
public struct PassBudget: Hashable, Sendable {
    /// Passes a second in the long run.
    public let perSecond: Int
    /// Passes that may follow each other at once.
    public let burst: Int

    /// A budget from its parts.
    public init(perSecond: Int, burst: Int) {
        self.perSecond = perSecond
        self.burst = burst
    }
}

/// Spends a budget (a token bucket).
struct PassMeter {
    private let interval: Duration
    private let depth: Duration
    /// When the bucket was, or will be, full again.
    private var fullAt: ContinuousClock.Instant

    init(_ budget: PassBudget, at now: ContinuousClock.Instant = .now) {
        fullAt = now
        interval = .seconds(1) / budget.perSecond
        depth = interval * budget.burst
    }

    /// Whether the next pass would have to wait.
    func isSpent(at now: ContinuousClock.Instant = .now) -> Bool { fullAt + interval - now > depth }

    /// Whether it is as one that nothing was taken from.
    func isFull(at now: ContinuousClock.Instant) -> Bool { fullAt <= now }

    /// Takes a pass.
    ///
    /// - Returns: How long to wait before it; zero within the burst.
    mutating func take(at now: ContinuousClock.Instant = .now) -> Duration {
        fullAt = max(fullAt, now) + interval
        return max(.zero, fullAt - now - depth)
    }
}
