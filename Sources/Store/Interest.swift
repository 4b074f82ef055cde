/// Which commits somebody wants to hear of.
public struct Interest: Hashable, Sendable {
    /// Types whose changes matter, whoever makes them.
    public var kinds: Set<ResourceKind>
    /// Types of which only the changes of other processes matter, as at the sqlite3 prompt.
    public var foreign: Set<ResourceKind>

    /// An interest from its parts.
    public init(_ kinds: some Sequence<ResourceKind>, foreign: some Sequence<ResourceKind> = []) {
        self.kinds = Set(kinds)
        self.foreign = Set(foreign)
    }

    /// Whether a commit matters.
    ///
    /// - Parameters:
    ///   - touched: The types that changed.
    ///   - byOthers: Those that other processes changed.
    /// - Returns: Whether one of them is of interest.
    func covers(_ touched: Set<ResourceKind>, byOthers: Set<ResourceKind>) -> Bool {
        !kinds.isDisjoint(with: touched)
            || !byOthers.isEmpty && !(kinds.isDisjoint(with: byOthers) && foreign.isDisjoint(with: byOthers))
    }
}
