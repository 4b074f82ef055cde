/// Some samples of one quantity.
struct Samples {
    private(set) var sorted: [Double]

    init(_ values: some Sequence<Double>) { sorted = values.sorted() }

    var count: Int { sorted.count }
    var median: Double { percentile(0.5) }

    /// The smallest sample that at least this share of all doesn't exceed.
    func percentile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let rank = (share * Double(sorted.count)).rounded(.up)
        return sorted[min(max(Int(rank) - 1, 0), sorted.count - 1)]
    }
}

/// Two things measured in turns, so that both meet the same moods of the machine.
struct Alternation {
    private(set) var ours: [Double] = []
    private(set) var others: [Double] = []

    /// Nothing is measured yet.
    init() {}

    /// Adds the rounds of another.
    static func += (left: inout Alternation, right: Alternation) {
        left.ours += right.ours
        left.others += right.others
    }

    /// Measures some rounds, and changes in each who comes first.
    init(rounds: Int, _ measureOurs: () throws -> Double, against measureOther: () throws -> Double) rethrows {
        for round in 0..<rounds {
            if round.isMultiple(of: 2) {
                ours.append(try measureOurs())
                others.append(try measureOther())
            } else {
                others.append(try measureOther())
                ours.append(try measureOurs())
            }
        }
    }

    /// The median of the ratios of each round, ours by the other.
    var ratio: Double { Samples(zip(ours, others).map { $0 / $1 }).median }
    var medianOfOurs: Double { Samples(ours).median }
    var medianOfOthers: Double { Samples(others).median }
}
