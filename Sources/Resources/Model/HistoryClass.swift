/// What kind of history the changes of a type are; each is kept for as long as its own rule says (`Retention`).
public enum HistoryClass: String, Hashable, Sendable, CaseIterable {
    /// What people and the configuration ask for, and what layers come to.
    case specs
    /// What controllers observe.
    case statuses
}

extension Placement {
    /// What is observed can be observed again; all else is intent, or follows from it.
    public var historyClass: HistoryClass { self == .observed ? .statuses : .specs }
}

extension ResourceCatalog {
    /// The class of each type, by the type's name.
    public var historyClasses: [String: HistoryClass] {
        Dictionary(types.map { ($0.name, $0.placement.historyClass) }) { first, _ in first }
    }
}
