/// Changes whose content isn't their own: behind one that was removed or put in between, and renumbered, there may be a million.
struct MisplacedChanges: Sendable {
    /// How many findings there were before the first.
    var place: Int
    private(set) var first: Int64
    private(set) var last: Int64
    private var count = 0
    /// How many have the content of a later transaction.
    private var later = 0
    /// By transaction, how many changes there should be more than there are; none where they only stand in another order.
    private var lacking: [Int64: Int] = [:]

    init(at revision: Int64, afterFindings place: Int) {
        (first, last) = (revision, revision)
        self.place = place
    }

    /// Takes in a change.
    ///
    /// - Parameters:
    ///   - revision: Its revision.
    ///   - expected: The transaction whose change it should be.
    ///   - found: The one whose it is.
    mutating func add(_ revision: Int64, expected: Int64, found: Int64) {
        last = max(last, revision)
        count += 1
        if found > expected { later += 1 }
        lack(1, of: expected)
        lack(-1, of: found)
    }

    /// Whether the change of a transaction that isn't at its revision stands among these; then it is told with them.
    mutating func hold(_ revision: Int64, of transaction: Int64) -> Bool {
        guard lacking[transaction] ?? 0 < 0 else { return false }
        lack(1, of: transaction)
        last = max(last, revision)
        return true
    }

    /// Whether a change behind all that is sealed is one that these have lost; they have it then.
    mutating func lose(changeOf transaction: Int64) -> Bool {
        guard lacking[transaction] ?? 0 > 0 else { return false }
        lack(-1, of: transaction)
        return true
    }

    private mutating func lack(_ number: Int, of transaction: Int64) {
        let sum = (lacking[transaction] ?? 0) + number
        lacking[transaction] = sum == 0 ? nil : sum
    }

    /// Takes in those of a later part of the log.
    mutating func add(_ next: MisplacedChanges) {
        last = max(last, next.last)
        count += next.count
        later += next.later
        for (transaction, number) in next.lacking { lack(number, of: transaction) }
    }

    /// What became of them.
    var finding: AuditFinding {
        let (isLacking, isMore) = (lacking.values.contains { $0 > 0 }, lacking.values.contains { $0 < 0 })
        let isMoved = count > 1
        if isLacking, !isMore || isMoved && later == count {
            return finding(.missing, "gone, and those behind it have other numbers than before")
        }
        if isMore, !isLacking || isMoved && later == 0 {
            return finding(.inserted, "the program never wrote it, and those behind it have other numbers than before")
        }
        guard count > 1 else { return finding(.reordered, "its content belongs in another place") }
        return AuditFinding(
            .reordered, .revision(first),
            "revisions \(first) to \(last): the content of \(count) of them belongs in another place", through: last)
    }

    private func finding(_ kind: AuditFinding.Kind, _ words: String) -> AuditFinding {
        AuditFinding(kind, .revision(first), "revision \(first): \(words)", through: last > first ? last : nil)
    }
}
