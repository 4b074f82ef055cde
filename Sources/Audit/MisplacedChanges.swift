/// Changes whose content isn't their own: behind one that was removed or put in between, and renumbered, there may be a million.
struct MisplacedChanges: Sendable {
    /// How many findings there were before the first.
    var place: Int
    let first: Int64
    private var last: Int64
    /// The last revision whose change is told with them, though it isn't one of them.
    private var end: Int64?
    private var count = 0
    /// How many have the content of one behind them.
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
    ///   - isLater: Whether it has the content of one behind it.
    mutating func add(_ revision: Int64, expected: Int64, found: Int64, isLater: Bool) {
        last = max(last, revision)
        count += 1
        if isLater { later += 1 }
        lack(1, of: expected)
        lack(-1, of: found)
    }

    /// Whether the change of a transaction that isn't at its revision stands among these; then it is told with them.
    mutating func hold(_ revision: Int64, of transaction: Int64) -> Bool {
        guard settle(1, of: transaction) || allMovedBack && revision == last + 1 else { return false }
        end = revision
        return true
    }

    /// Whether a change behind all that is sealed is one that these have lost; then it is told with them.
    mutating func lose(_ revision: Int64, of transaction: Int64) -> Bool {
        guard settle(-1, of: transaction) || allMovedOn && revision == last + 1 else { return false }
        end = revision
        return true
    }

    private mutating func settle(_ number: Int, of transaction: Int64) -> Bool {
        guard (lacking[transaction] ?? 0) * number < 0 else { return false }
        lack(number, of: transaction)
        return true
    }

    private mutating func lack(_ number: Int, of transaction: Int64) {
        let sum = (lacking[transaction] ?? 0) + number
        lacking[transaction] = sum == 0 ? nil : sum
    }

    /// Takes in those of a later part of the log.
    mutating func add(_ next: MisplacedChanges) {
        last = max(last, next.last)
        end = next.end ?? end
        count += next.count
        later += next.later
        for (transaction, number) in next.lacking { lack(number, of: transaction) }
    }

    private var isRun: Bool { last - first + 1 == Int64(count) }
    /// Whether each has the content of one behind it, and all follow each other: one was removed before them.
    private var allMovedBack: Bool { isRun && later == count }
    /// Whether each has the content of one before it, and all follow each other: one was put in before them.
    private var allMovedOn: Bool { isRun && later == 0 }

    /// What became of them.
    var finding: AuditFinding {
        let (isLacking, isMore) = (lacking.values.contains { $0 > 0 }, lacking.values.contains { $0 < 0 })
        // One alone that only bears another transaction's number wasn't moved.
        let isMoved = count > 1 || end != nil
        if isMoved && allMovedBack || isLacking && !isMore { return finding(.missing, at: first) }
        if isMoved && allMovedOn || isMore && !isLacking { return finding(.inserted, at: first) }
        guard count > 1 else {
            return AuditFinding(
                .reordered, .revision(first), "revision \(first): its content belongs in another place")
        }
        return AuditFinding(
            .reordered, .revision(first),
            "revisions \(first) to \(last): the content of \(count) of them belongs in another place", through: last)
    }

    /// That one was removed or put in before them.
    func finding(_ kind: AuditFinding.Kind, at revision: Int64) -> AuditFinding {
        let deed = kind == .missing ? "gone" : "the program never wrote it"
        let through = max(last, end ?? 0)
        return AuditFinding(
            kind, .revision(revision),
            "revision \(revision): \(deed), and those behind it have other numbers than before",
            through: through > revision ? through : nil)
    }
}
