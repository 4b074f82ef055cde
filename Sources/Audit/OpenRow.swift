internal import Resources

/// An audit row whose history rows are being compared with the digests that were written with it.
struct OpenRow: Sendable {
    let sealed: SealedRow
    private let horizon: AuditVerifier.Horizon
    /// How many digests of each class are passed.
    private var specs = 0
    private var statuses = 0
    private var isBad = false
    /// How many of those passed aren't there.
    private var skipped = ClassCounts()
    /// The class of the row that was compared last; `nil` if it wasn't as sealed.
    private(set) var kindOfLast: HistoryClass?

    init(_ sealed: SealedRow, _ horizon: AuditVerifier.Horizon) {
        self.sealed = sealed
        self.horizon = horizon
    }

    private var specsLeft: Int { sealed.leaves.specs.count - specs }
    private var statusesLeft: Int { sealed.leaves.statuses.count - statuses }

    /// Compares a history row.
    ///
    /// - Parameters:
    ///   - line: Its line.
    ///   - revision: Its revision.
    ///   - transaction: The transaction to which it says that it belongs.
    ///   - gap: How many revisions before it aren't there.
    /// - Returns: What is wrong.
    mutating func take(_ line: AuditLine, revision: Int64, transaction: Int64, gap: Int64) -> [AuditFinding] {
        let leaf = line.digest
        kindOfLast = nil
        if let passed = pass(leaf, gap: Int(clamping: gap)) {
            skipped.add(specs: passed.specs, statuses: passed.statuses)
            return gone(passed.specs, passed.statuses, in: revision - gap..<revision)
        }
        defer { isBad = true }
        if specsLeft + statusesLeft == 0 {
            return [AuditFinding(.inserted, .revision(revision), "revision \(revision): the program never wrote it")]
        }
        return transaction != sealed.transaction || belongsElsewhere(line, revision)
            ? [
                AuditFinding(
                    .reordered, .revision(revision), "revision \(revision): its content belongs in another place")
            ]
            : [AuditFinding(.altered, .revision(revision), "revision \(revision): changed since it was sealed")]
    }

    /// What is missing at the end.
    func end(lastSeen: Int64) -> [AuditFinding] {
        guard !isBad, lastSeen < sealed.row.revision else { return [] }
        return gone(specsLeft, statusesLeft, in: lastSeen + 1..<sealed.row.revision + 1)
    }

    /// Passes the digest of a row, and those of the rows that are gone before it.
    ///
    /// - Returns: How many were gone of each class; `nil` if the digest isn't where it can be.
    private mutating func pass(_ leaf: AuditDigest, gap: Int) -> (specs: Int, statuses: Int)? {
        if let skipped = sealed.leaves.specs.dropFirst(specs).prefix(gap + 1).firstIndex(of: leaf).map({ $0 - specs }) {
            let others = min(gap - skipped, statusesLeft)
            specs += skipped + 1
            statuses += others
            kindOfLast = .specs
            return (skipped, others)
        }
        let rest = sealed.leaves.statuses.dropFirst(statuses)
        guard let skipped = rest.prefix(gap + 1).firstIndex(of: leaf).map({ $0 - statuses }) else { return nil }
        let others = min(gap - skipped, specsLeft)
        statuses += skipped + 1
        specs += others
        kindOfLast = .statuses
        return (others, skipped)
    }

    /// How many of its changes aren't there; none where one isn't as sealed, behind which nobody knows.
    var gone: ClassCounts {
        guard !isBad else { return ClassCounts() }
        var gone = skipped
        gone.add(specs: specsLeft, statuses: statusesLeft)
        return gone
    }

    /// Rows that are gone and weren't pruned.
    private func gone(_ specs: Int, _ statuses: Int, in revisions: Range<Int64>) -> [AuditFinding] {
        let kept = [specs > 0 ? horizon.specs : nil, statuses > 0 ? horizon.statuses : nil].compactMap { $0 }.min()
        guard let kept, kept < revisions.upperBound - 1, !canBePruned(specs, statuses, in: revisions) else { return [] }
        let first = max(revisions.lowerBound, kept + 1)
        let last = revisions.upperBound - 1
        return [
            AuditFinding(
                .missing, .revision(first), "revision \(first)" + (last > first ? " to \(last)" : "") + ": gone",
                through: last > first ? last : nil)
        ]
    }

    /// Which revisions of a gap were of which class isn't known: where both are gone, enough of each may be within its horizon.
    ///
    /// If they weren't, more are gone than the log says were pruned (`AuditVerifier.checkRemoved`).
    private func canBePruned(_ specs: Int, _ statuses: Int, in revisions: Range<Int64>) -> Bool {
        func count(through horizon: Int64) -> Int {
            max(0, Int(min(horizon, revisions.upperBound - 1) - revisions.lowerBound + 1))
        }
        let (first, second) = (count(through: horizon.specs), count(through: horizon.statuses))
        return specs > 0 && statuses > 0 && specs + statuses == revisions.count && specs <= first
            && statuses <= second && max(first, second) == revisions.count
    }

    /// Whether the content is another row's of the same transaction.
    private func belongsElsewhere(_ line: AuditLine, _ revision: Int64) -> Bool {
        let leaves = Set(sealed.leaves.specs + sealed.leaves.statuses)
        let first = max(1, sealed.row.revision - Int64(leaves.count) + 1)
        guard first <= sealed.row.revision, leaves.count <= Self.searchLimit else { return false }
        let text = line.text
        return (first...sealed.row.revision).contains { other in
            let moved = text.replacing("\"revision\":\(revision),\"spec\":", with: "\"revision\":\(other),\"spec\":")
            return other != revision && leaves.contains(AuditDigest(line: moved))
        }
    }

    /// The largest transaction in which a row's right place is looked for.
    private static let searchLimit = 4_096
}
