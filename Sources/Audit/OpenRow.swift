internal import Resources

/// An audit row whose history rows are being compared with the digests that were written with it.
struct OpenRow: Sendable {
    let sealed: SealedRow
    private let horizon: AuditVerifier.Horizon
    /// How many digests of each class are passed.
    private var specs = 0
    private var statuses = 0
    private var isBad = false
    /// How many rows weren't as sealed since the last that was: each stands in place of one whose digest is to be passed with it.
    private var strange = 0
    /// The revisions before those that aren't there.
    private var lost: Range<Int64>?
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

    /// How a history row is bad.
    enum Fault {
        /// Something of it is.
        case finding(AuditFinding)
        /// It has the content of another; `isLater` if that is one behind it.
        case misplaced(isLater: Bool)
    }

    /// Compares a history row.
    ///
    /// - Parameters:
    ///   - line: Its line.
    ///   - revision: Its revision.
    ///   - transaction: The transaction to which it says that it belongs.
    ///   - gap: How many revisions before it aren't there.
    /// - Returns: What is wrong.
    mutating func take(_ line: AuditLine, revision: Int64, transaction: Int64, gap: Int64) -> Fault? {
        kindOfLast = nil
        if gap > 0 { lost = (lost?.lowerBound ?? revision - gap)..<revision }
        if let passed = pass(
            line.digest, atMost: min(Int(clamping: lost?.count ?? 0), specsLeft + statusesLeft) + strange)
        {
            let missing = counted(passed.specs, passed.statuses)
            skipped.add(specs: missing.specs, statuses: missing.statuses)
            defer { (strange, lost) = (0, nil) }
            return lost.flatMap { gone(missing.specs, missing.statuses, in: $0) }.map { .finding($0) }
        }
        isBad = true
        if specsLeft + statusesLeft == 0 {
            return .finding(
                AuditFinding(.inserted, .revision(revision), "revision \(revision): the program never wrote it"))
        }
        strange += 1
        let own = sealed.transaction ?? 0
        if transaction != own { return .misplaced(isLater: transaction > own) }
        if let place = place(of: line, revision) { return .misplaced(isLater: place > revision) }
        return .finding(
            AuditFinding(.altered, .revision(revision), "revision \(revision): changed since it was sealed"))
    }

    /// What is missing at the end.
    func end(lastSeen: Int64) -> AuditFinding? {
        let last = sealed.row.revision
        let tail = lastSeen < last ? lastSeen + 1..<last + 1 : nil
        guard let first = lost ?? tail else { return nil }
        let missing = counted(specsLeft, statusesLeft)
        return gone(missing.specs, missing.statuses, in: first.lowerBound..<(tail ?? first).upperBound)
    }

    /// How many of those whose digests are passed aren't there, without those that others stand for; of which class these were is a
    /// guess.
    private func counted(_ specs: Int, _ statuses: Int) -> (specs: Int, statuses: Int) {
        let kept = max(0, specs - strange)
        return (kept, max(0, statuses - max(0, strange - specs)))
    }

    /// Passes the digest of a row, and those of the rows before it that are gone or aren't as sealed.
    ///
    /// - Parameters:
    ///   - leaf: The digest.
    ///   - gap: How many of those there are.
    /// - Returns: How many of each class were passed; `nil` if the digest isn't where it can be.
    private mutating func pass(_ leaf: AuditDigest, atMost gap: Int) -> (specs: Int, statuses: Int)? {
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
    private func gone(_ specs: Int, _ statuses: Int, in revisions: Range<Int64>) -> AuditFinding? {
        let kept = [specs > 0 ? horizon.specs : nil, statuses > 0 ? horizon.statuses : nil].compactMap { $0 }.min()
        guard let kept, kept < revisions.upperBound - 1, !canBePruned(specs, statuses, in: revisions) else {
            return nil
        }
        let first = max(revisions.lowerBound, kept + 1)
        let last = revisions.upperBound - 1
        return AuditFinding(
            .missing, .revision(first), "revision \(first)" + (last > first ? " to \(last)" : "") + ": gone",
            through: last > first ? last : nil)
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

    /// The revision whose content it is, of another row of the same transaction; `nil` if it is none's.
    private func place(of line: AuditLine, _ revision: Int64) -> Int64? {
        let leaves = Set(sealed.leaves.specs + sealed.leaves.statuses)
        let first = max(1, sealed.row.revision - Int64(leaves.count) + 1)
        guard first <= sealed.row.revision, leaves.count <= Self.searchLimit else { return nil }
        let text = line.text
        return (first...sealed.row.revision).first { other in
            let moved = text.replacing("\"revision\":\(revision),\"spec\":", with: "\"revision\":\(other),\"spec\":")
            return other != revision && leaves.contains(AuditDigest(line: moved))
        }
    }

    /// The largest transaction in which a row's right place is looked for.
    private static let searchLimit = 4_096
}
