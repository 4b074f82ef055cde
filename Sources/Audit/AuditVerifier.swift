internal import Resources

/// Walks a log from its first row to its last and finds what isn't as it says.
///
/// For each row: `begin`, `change` for each of its history rows, `end`; `finish` after the last.
public struct AuditVerifier: Sendable {
    /// The most findings that are listed: behind the first bad row there may be many.
    public static let findingLimit = 100

    private let horizon: Horizon
    private let pinned: AuditVerifyingKey?
    private var heads: [AuditHead]
    var head: AuditHead
    var revision: Int64
    var transaction: Int64
    private var current: OpenRow?
    /// Changes that pruning left since what replaced them came later, with that.
    var bases: [(revision: Int64, next: Int64)] = []
    /// Rows behind the log's end.
    private var unsealed: [(revision: Int64, transaction: Int64)] = []
    /// What follows from rows of the log that are gone, and needn't be told besides.
    private var loss = LostRows()
    /// How many rows since `head` stand in another place than they belong.
    var strays: Int64 = 0
    /// Whether the current row is one of those, with whose changes nothing can be compared.
    public private(set) var isStray = false
    private var misplaced: MisplacedChanges?
    private var signatures: SignatureCheck

    /// What was found, in the order of the log.
    public private(set) var findings: [AuditFinding] = []
    /// How much was looked at.
    public private(set) var tally = AuditTally()

    /// A verifier.
    ///
    /// - Parameters:
    ///   - anchor: What the first row follows.
    ///   - heads: What somebody noted of the log at earlier times.
    ///   - horizon: What may be gone.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    public init(
        after anchor: AuditAnchor = .start, heads: [AuditHead] = [], horizon: Horizon = Horizon(),
        key: AuditVerifyingKey? = nil
    ) {
        head = anchor.head
        revision = anchor.revision
        transaction = anchor.transaction
        signatures = SignatureCheck(after: anchor)
        self.heads = heads.sorted { $0.sequence < $1.sequence }
        self.horizon = horizon
        pinned = key
    }

    /// A verifier of a log whose first rows may be gone, because they were pruned.
    ///
    /// - Parameters:
    ///   - start: What they come to; `start` where none are gone.
    ///   - heads: What somebody noted of the log.
    ///   - horizon: What may be gone of history.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    public init(prunedBefore start: AuditAnchor, heads: [AuditHead], horizon: Horizon, key: AuditVerifyingKey?) {
        self.init(after: start, heads: heads.filter { $0.sequence > start.head.sequence }, horizon: horizon, key: key)
        (tally.pruned, tally.uncovered) = (start.head.sequence, start.revision)
        for known in heads where known.sequence <= start.head.sequence && known != start.head {
            let place = AuditFinding.Place.row(known.sequence)
            if known.sequence == start.head.sequence {
                add(.forked, place, "audit row \(known.sequence) isn't the one that somebody noted")
            } else {
                add(
                    .missing, place,
                    "audit row \(known.sequence), which somebody noted: kept no longer; compare with a newer head")
            }
        }
    }

    /// Takes the next row.
    ///
    /// - Parameters:
    ///   - sealed: The row.
    ///   - lacksTransaction: Whether the transaction is gone of which it tells, without which its line isn't the one that was sealed.
    public mutating func begin(_ sealed: SealedRow, lacksTransaction: Bool = false) {
        let row = sealed.row
        let number = row.sequence
        let isAfterLoss = number > head.sequence + 1
        if number > head.sequence + 1 + strays {
            let first = head.sequence + 1 + strays
            add(.missing, .row(first), "audit row\(first < number - 1 ? "s \(first) to" : "") \(number - 1): gone")
        }
        if lacksTransaction, let id = sealed.transaction {
            add(.missing, .transaction(id), "transaction \(id): its row is gone")
        }
        isStray = belongsElsewhere(sealed)
        if isStray {
            strays = number - head.sequence
            tally.rows += 1
            return add(.reordered, .row(number), "audit row \(number): its content belongs in another place")
        }
        strays = 0
        if isAfterLoss { signatures.forgetPending() }
        loss.add(rows: number - head.sequence - 1, before: sealed, after: transaction)
        if number <= head.sequence { add(.reordered, .row(number), "audit row \(number): it stands in another place") }
        // A digest that was made with that of a row that is gone can't be compared.
        if sealed.line.digest != sealed.digest, !isAfterLoss, !lacksTransaction { add(falsified(sealed)) }
        // Behind changes that have other numbers than before, so have others.
        if number == head.sequence + 1, misplaced == nil, let finding = cut(sealed) { add(finding) }
        checkHeads(number, sealed.digest)
        if let finding = signatures.check(sealed, pinned: pinned) { add(finding) }
        if let id = sealed.transaction {
            if !loss.explains(transaction + 1..<max(id, transaction + 1)) {
                add(.inserted, .transaction(transaction + 1), "transaction \(transaction + 1): not sealed")
            }
            transaction = max(transaction, id)
        }
        head = AuditHead(sequence: number, digest: sealed.digest)
        tally.rows += 1
        if row.kind == AuditKind.external.rawValue {
            tally.external.append(number)
            if let finding = ForeignRow.finding(sealed) { add(finding) }
            if let gap = ForeignRow.gap(sealed) { loss.add(gap) }
        }
        if let restore = AuditRestore(row) {
            tally.restored.append(restore)
            if let finding = restore.finding { add(finding) }
        }
        current = OpenRow(sealed, horizon)
    }

    /// Takes a history row of the current row.
    ///
    /// - Parameters:
    ///   - number: Its revision.
    ///   - transaction: The transaction to which it says that it belongs.
    ///   - previous: The revision of the change before, which is there if pruning didn't come as far as this one; 0 for none.
    ///   - line: Its line.
    public mutating func change(_ number: Int64, transaction: Int64, previous: Int64 = 0, _ line: AuditLine) {
        tally.changes += 1
        tally.bytes += line.size
        guard !isStray else { return }
        guard number > revision else { return add(.inserted, .revision(number), "revision \(number): twice") }
        let gap = number - revision - 1
        revision = number
        guard var open = current else { return unsealed.append((number, transaction)) }
        guard !loss.hides(transaction) else { return }
        switch open.take(line, revision: number, transaction: transaction, gap: gap) {
        case .finding(let finding): add(finding)
        case .misplaced(let isLater):
            var others = misplaced ?? MisplacedChanges(at: number, afterFindings: findings.count)
            others.add(number, expected: open.sealed.transaction ?? 0, found: transaction, isLater: isLater)
            misplaced = others
        case nil: break
        }
        current = open
        if let kind = open.kindOfLast, previous > 0, previous <= horizon[kind], horizon[kind] < number {
            bases.append((previous, number))
        }
    }

    /// Ends the current row.
    public mutating func end() {
        guard let open = current else { return }
        if let finding = open.end(lastSeen: revision), !isMoved(finding, open.sealed.transaction) { add(finding) }
        tally.gone += open.gone
        revision = max(revision, open.sealed.row.revision)
        current = nil
    }

    /// Whether the change that a row lacks at its end stands under another number.
    private mutating func isMoved(_ finding: AuditFinding, _ transaction: Int64?) -> Bool {
        guard case .revision(let revision) = finding.place, finding.through == nil, let transaction else {
            return false
        }
        return misplaced?.hold(revision, of: transaction) ?? false
    }

    /// Ends the log.
    ///
    /// - Parameter newest: The number of the newest transaction that there is.
    public mutating func finish(newestTransaction newest: Int64? = nil) {
        for known in heads {
            add(
                .truncated, .row(head.sequence + 1),
                "the log ends at audit row \(head.sequence), and somebody noted row \(known.sequence): its end was cut off, or the database was put back from an older copy"
            )
        }
        unsealed.removeAll { misplaced?.lose($0.revision, of: $0.transaction) ?? false }
        // What follows the end that was cut off may be the program's own.
        if heads.isEmpty {
            for (first, last) in unsealed.map(\.revision).runs {
                let place = first < last ? "revisions \(first) to \(last)" : "revision \(first)"
                add(.inserted, .revision(first), "\(place): not sealed; \(Self.doubt)")
            }
            // What they say that they belong to isn't sealed either.
            let isSaid = unsealed.contains { $0.transaction > transaction }
            if let newest, newest > transaction, !isSaid {
                add(
                    .inserted, .transaction(transaction + 1),
                    "transaction \(transaction + 1): not sealed; \(Self.doubt)")
            }
        }
        (heads, unsealed) = ([], [])
        tally.head = head
        tally.signed = signatures.last
        tally.keys = signatures.keys
    }

    private static let doubt = "something else wrote it, or the end of the log was cut off"

    /// Takes in what was found in the rows after its own; of them it tells the end.
    public mutating func append(_ next: AuditVerifier) {
        if var others = next.misplaced {
            others.place += findings.count
            if misplaced == nil { misplaced = others } else { misplaced?.add(others) }
        }
        findings += next.findings.prefix(Self.findingLimit - findings.count)
        var tally = next.tally
        tally.rows += self.tally.rows
        tally.changes += self.tally.changes
        tally.bytes += self.tally.bytes
        tally.findings += self.tally.findings
        tally.gone += self.tally.gone
        (tally.pruned, tally.uncovered) = (self.tally.pruned, self.tally.uncovered)
        tally.external.insert(contentsOf: self.tally.external, at: 0)
        tally.restored.insert(contentsOf: self.tally.restored, at: 0)
        self.tally = tally
    }

    /// Adds what became of changes that stand elsewhere, after all parts are taken in.
    public mutating func settle() {
        guard let misplaced else { return }
        self.misplaced = nil
        var finding = misplaced.finding
        let place = min(misplaced.place, findings.count)
        // What was put in between stands where the first that had to move was, and looks like that one altered.
        let before = AuditFinding.Place.revision(misplaced.first - 1)
        if finding.kind == .inserted, place > 0, findings[place - 1].kind == .altered,
            findings[place - 1].place == before
        {
            finding = misplaced.finding(.inserted, at: misplaced.first - 1)
            findings[place - 1] = finding
            return
        }
        findings.insert(finding, at: place)
        if findings.count > Self.findingLimit { findings.removeLast() }
        tally.findings += 1
    }

    private mutating func checkHeads(_ number: Int64, _ digest: AuditDigest) {
        while let known = heads.first, known.sequence <= number {
            heads.removeFirst()
            if known.sequence == number, known.digest != digest {
                add(
                    .forked, .row(number),
                    "audit row \(number) isn't the one that somebody noted: the log was written anew, or the database was put back from an older copy"
                )
            }
        }
    }

    /// Adds something that was found elsewhere.
    public mutating func add(_ finding: AuditFinding) {
        if findings.count < Self.findingLimit { findings.append(finding) }
        tally.findings += 1
    }

    private mutating func add(_ kind: AuditFinding.Kind, _ place: AuditFinding.Place, _ detail: String) {
        add(AuditFinding(kind, place, detail))
    }
}
