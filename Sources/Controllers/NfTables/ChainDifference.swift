import Kernel

/// What changes of a chain: as many rules as can stay in their order stay.
struct ChainDifference {
    /// The chain comes, or gets another policy.
    private(set) var creation: NfTablesChange?
    /// The rules that go.
    private(set) var deletions: [NfTablesChange] = []
    /// The rules that come, each before the one that follows it and stays.
    private(set) var additions: [NfTablesChange] = []
    /// The chain as it is.
    let actual: NfTablesChain?
    /// The chain as it is to be.
    let wanted: NfTablesChain
    /// The rules that go.
    private(set) var removed: [NfTablesRule] = []
    /// The rules that come.
    private(set) var added: [NfTablesRule] = []

    /// Whether nothing changes.
    var isEmpty: Bool { creation == nil && removed.isEmpty && added.isEmpty }

    /// - Parameters:
    ///   - actual: The chain as it is; `nil` where it has to be made.
    ///   - wanted: The chain as it is to be.
    ///   - isLost: Whether a rule can't stay although nothing of it changes.
    init(from actual: NfTablesChain?, to wanted: NfTablesChain, isLost: (NfTablesRule) -> Bool = { _ in false }) {
        (self.actual, self.wanted) = (actual, wanted)
        if actual == nil || actual?.base != wanted.base {
            creation = .addChain(NfTablesChain(wanted.name, base: wanted.base))
        }
        let there = actual?.rules ?? []
        let (start, end) = Self.common(there, wanted.rules, isLost: isLost)
        let (old, new) = (start..<there.count - end, start..<wanted.rules.count - end)
        let pairs =
            old.isEmpty || new.isEmpty
            ? []
            : Self.longestCommon(
                there[old].map { isLost($0) ? nil : RuleText($0) }, wanted.rules[new].map { RuleText($0) })
        let stays = Set(pairs.map { $0.there + start })
        removed = old.filter { !stays.contains($0) }.map { there[$0] }
        deletions = removed.map { .deleteRule($0.handle, chain: wanted.name) }
        var next = pairs[...]
        for place in new {
            if next.first?.wanted == place - start {
                next.removeFirst()
                continue
            }
            let follower = next.first.map { $0.there + start } ?? (end > 0 ? there.count - end : nil)
            added.append(wanted.rules[place])
            additions.append(
                .addRule(wanted.rules[place], chain: wanted.name, before: follower.map { there[$0].handle }))
        }
    }

    /// How many rules stay at the beginning and at the end: mostly all but a few, and only what is between them is compared at length.
    private static func common(
        _ there: [NfTablesRule], _ wanted: [NfTablesRule], isLost: (NfTablesRule) -> Bool
    ) -> (start: Int, end: Int) {
        func stays(_ rule: NfTablesRule, as other: NfTablesRule) -> Bool { rule.isSame(as: other) && !isLost(rule) }
        let limit = min(there.count, wanted.count)
        var (start, end) = (0, 0)
        while start < limit, stays(there[start], as: wanted[start]) { start += 1 }
        while end < limit - start, stays(there[there.count - 1 - end], as: wanted[wanted.count - 1 - end]) { end += 1 }
        return (start, end)
    }

    /// Rules that are the same on both sides, in an order that both have: the most that there are where no rule stands twice.
    ///
    /// The n-th of equal rules there is the n-th wanted; of these pairs the longest rising sequence stays, which takes
    /// n · log n steps where a general comparison takes n².
    private static func longestCommon(
        _ there: [RuleText?], _ wanted: [RuleText]
    ) -> [(there: Int, wanted: Int)] {
        var places: [RuleText: [Int]] = [:]
        for (place, text) in wanted.enumerated().reversed() { places[text, default: []].append(place) }
        var pairs: [(there: Int, wanted: Int)] = []
        for (place, text) in there.enumerated() {
            guard let text, let other = places[text]?.popLast() else { continue }
            pairs.append((place, other))
        }
        // The last pair of the best sequence of each length, and the pair before each.
        var ends: [Int] = []
        var before = [Int?](repeating: nil, count: pairs.count)
        for (index, pair) in pairs.enumerated() {
            let length = ends.prefixCount { pairs[$0].wanted < pair.wanted }
            before[index] = length == 0 ? nil : ends[length - 1]
            if length == ends.count { ends.append(index) } else { ends[length] = index }
        }
        var longest: [(there: Int, wanted: Int)] = []
        var index = ends.last
        while let place = index {
            longest.append(pairs[place])
            index = before[place]
        }
        return longest.reversed()
    }
}

/// What a rule does and says, without its handle and what it has counted.
struct RuleText: Hashable {
    let expressions: [NfTablesExpression]
    let comment: String

    init(_ rule: NfTablesRule) { (expressions, comment) = (rule.expressions, rule.comment) }
}

extension [Int] {
    /// How many at the beginning are so, of which all come before those that aren't.
    fileprivate func prefixCount(where isSo: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSo(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
