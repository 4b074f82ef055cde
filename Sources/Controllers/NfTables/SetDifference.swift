import Kernel
import Resources

/// Which elements of a set come and go.
struct SetDifference {
    /// Those that go.
    private(set) var going: [NfTablesSet.Element] = []
    /// Those that come.
    private(set) var coming: [NfTablesSet.Element] = []
    private let actual: NfTablesSet
    private let wanted: NfTablesSet

    /// Both have their elements in order, so a walk along both finds all.
    init(from actual: NfTablesSet, to wanted: NfTablesSet) {
        (self.actual, self.wanted) = (actual, wanted)
        var (there, asked) = (actual.elements[...], wanted.elements[...])
        while let old = there.first, let new = asked.first {
            if old == new {
                there.removeFirst()
                asked.removeFirst()
            } else if new.precedes(old) {
                coming.append(asked.removeFirst())
            } else {
                going.append(there.removeFirst())
            }
        }
        going += there
        coming += asked
    }

    /// What differs, in words.
    var words: [String] {
        guard actual.isKind(of: wanted) else { return ["it is of another kind"] }
        func text(_ elements: [NfTablesSet.Element], _ words: String) -> [String] {
            guard !elements.isEmpty else { return [] }
            // Of a hundred thousand a few are shown.
            return [elements.words(atMost: 5) { wanted.text($0) } + words]
        }
        return text(coming, coming.count == 1 ? " is missing" : " are missing")
            + text(going, going.count == 1 ? " is one too many" : " are too many")
    }
}

extension NfTablesSet.Element {
    fileprivate func precedes(_ other: NfTablesSet.Element) -> Bool {
        first == other.first ? last.lexicographicallyPrecedes(other.last) : first.lexicographicallyPrecedes(other.first)
    }
}
