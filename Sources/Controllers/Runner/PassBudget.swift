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
    private var fullAt = ContinuousClock.now

    init(_ budget: PassBudget) {
        interval = .seconds(1) / budget.perSecond
        depth = interval * budget.burst
    }

    /// Whether the next pass would have to wait.
    var isSpent: Bool { fullAt + interval - .now > depth }

    /// Takes a pass.
    ///
    /// - Returns: How long to wait before it; zero within the burst.
    mutating func take() -> Duration {
        let now = ContinuousClock.now
        fullAt = max(fullAt, now) + interval
        return max(.zero, fullAt - now - depth)
    }
}
