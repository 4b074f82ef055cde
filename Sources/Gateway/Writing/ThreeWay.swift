import Resources

/// Takes a change back out of a value that was changed further.
struct ThreeWay {
    /// What counts where both changed something.
    enum Winner {
        /// The later change stays.
        case current
        /// What was before the first one comes back.
        case before
    }

    /// What counts where both changed something.
    var winner = Winner.current
    /// Where both changed something.
    private(set) var conflicts: [JSONPointer] = []

    init(winner: Winner = .current) { self.winner = winner }

    /// The present value without the change; `nil` for none.
    mutating func undone(from after: JSON?, to before: JSON?, in current: JSON?, at place: JSONPointer = .root) -> JSON?
    {
        if after == before || current == before { return current }
        if current == after { return before }
        guard case .object(let new) = after, case .object(let old) = before, case .object(let present) = current else {
            conflicts.append(place)
            return winner == .current ? current : before
        }
        var result: [String: JSON] = [:]
        for name in Set(new.keys).union(old.keys).union(present.keys).sorted() {
            result[name] = undone(from: new[name], to: old[name], in: present[name], at: place.appending(name))
        }
        return .object(result)
    }
}
