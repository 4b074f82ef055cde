public import Resources

/// A number of changes of each class.
public struct ClassCounts: Hashable, Sendable {
    /// Of specs.
    public private(set) var specs = 0
    /// Of statuses.
    public private(set) var statuses = 0

    /// None.
    public init() {}

    /// Adds some; more than can be counted are as many as can be.
    public mutating func add(specs: Int, statuses: Int) {
        self.specs = Self.sum(self.specs, specs)
        self.statuses = Self.sum(self.statuses, statuses)
    }

    /// Adds others.
    public static func += (counts: inout ClassCounts, others: ClassCounts) {
        counts.add(specs: others.specs, statuses: others.statuses)
    }

    /// Those of a class.
    public subscript(kind: HistoryClass) -> Int {
        switch kind {
        case .specs: specs
        case .statuses: statuses
        }
    }

    private static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, isOver) = one.addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
