public import Resources

extension AuditVerifier {
    /// Up to which revision the history rows of a class may be gone, because they were pruned.
    public struct Horizon: Hashable, Sendable {
        /// Of specs.
        public var specs: Int64
        /// Of statuses.
        public var statuses: Int64
        /// How many rows of each class went.
        public private(set) var removed = ClassCounts()

        /// A horizon from its parts.
        public init(specs: Int64 = 0, statuses: Int64 = 0) {
            self.specs = specs
            self.statuses = statuses
        }

        /// Takes in what a row of the log says that was pruned.
        ///
        /// - Parameter note: The row's note, of the kind `pruned`.
        public mutating func add(_ note: JSON) {
            guard let through = note["through"]?.integer,
                let kind = note["class"]?.text.flatMap({ HistoryClass(rawValue: $0) })
            else { return }
            switch kind {
            case .specs: specs = max(specs, through)
            case .statuses: statuses = max(statuses, through)
            }
            let count = note["changes"]?.integer.flatMap { Int(exactly: $0) } ?? 0
            removed.add(specs: kind == .specs ? count : 0, statuses: kind == .statuses ? count : 0)
        }
    }
}

extension AuditVerifier.Horizon {
    /// Up to which revision those of a class may be gone.
    public subscript(kind: HistoryClass) -> Int64 {
        switch kind {
        case .specs: specs
        case .statuses: statuses
        }
    }
}
