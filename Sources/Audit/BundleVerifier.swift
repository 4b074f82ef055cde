internal import Resources

/// Verifies an exported log, line by line, with nothing but the bundle.
public struct BundleVerifier: Sendable {
    /// Why a file is no bundle.
    public enum Fault: Error, Hashable, Sendable {
        /// The first line isn't a bundle's.
        case noBundle
        /// A line can't be read.
        case unreadable(line: Int)
        /// The last line is missing: the file ends too early.
        case unfinished
    }

    private typealias Change = (revision: Int64, transaction: Int64, previous: Int64, line: String)

    private struct Open {
        var line: String
        var members: [String: JSON]
        var leaves: AuditLeaves?
        /// Changes of rows before it that are gone.
        var strays: [Change] = []
        var changes: [Change] = []

        /// Whether a line of digests can be its own: one of a row that is gone stands behind another's.
        var takesLeaves: Bool { members["note"] == nil && leaves == nil && changes.isEmpty }
    }

    private var verifier: AuditVerifier
    private let heads: [AuditHead]
    private let horizon: AuditVerifier.Horizon
    private let pinned: AuditVerifyingKey?
    /// The changes that pruning left.
    private var kept: Set<Int64> = []
    private var digest = BundleDigest()
    private var number = 0
    private var open: Open?
    private var report: AuditReport?

    /// A verifier.
    ///
    /// - Parameters:
    ///   - heads: What somebody noted of the log.
    ///   - horizon: What may be gone: what `horizon` says of the lines together.
    ///   - key: Whose signatures count; otherwise those of the keys that the log names.
    public init(
        heads: [AuditHead] = [], horizon: AuditVerifier.Horizon = AuditVerifier.Horizon(),
        key: AuditVerifyingKey? = nil
    ) {
        (self.heads, self.horizon) = (heads, horizon)
        verifier = AuditVerifier(heads: heads, horizon: horizon, key: key)
        pinned = key
    }

    /// Adds to a horizon what a line says of pruning, which stands behind the rows of which it speaks.
    public static func note(_ line: String, in horizon: inout AuditVerifier.Horizon) {
        guard line.contains("\"kind\":\"\(AuditKind.pruned.rawValue)\""), let json = try? JSON(parsing: line),
            json["audit"] != nil, let note = json["note"]
        else { return }
        horizon.add(note)
    }

    /// Takes the next line, without its line feed.
    public mutating func take(_ line: String) throws(Fault) {
        number += 1
        guard report == nil, let json = try? JSON(parsing: line), let members = json.members else {
            throw number == 1 ? .noBundle : .unreadable(line: number)
        }
        if number == 1 {
            guard members["bundle"]?.text == "netstrata-audit-1" else { throw .noBundle }
            if let start = members["pruned"].flatMap({ AuditAnchor(note: $0) }) {
                verifier = AuditVerifier(prunedBefore: start, heads: heads, horizon: horizon, key: pinned)
            }
        } else if members["audit"] != nil {
            guard let previous = members["previous"]?.text.flatMap({ AuditDigest(hex: $0) }) else {
                throw .unreadable(line: number)
            }
            let strays = try close(previous, next: members["audit"]?.integer)
            open = Open(line: line, members: members, strays: strays)
        } else if let leaves = members["leaves"] {
            guard open?.takesLeaves ?? false else { return digest.add(line) }
            open?.leaves = AuditLeaves(specs: Self.digests(leaves["specs"]), statuses: Self.digests(leaves["statuses"]))
        } else if members["end"] != nil {
            return try finish(json)
        } else {
            guard let revision = members["revision"]?.integer, let transaction = members["transaction"]?.integer else {
                throw .unreadable(line: number)
            }
            open?.changes.append((revision, transaction, members["previous"]?.integer ?? 0, line))
        }
        digest.add(line)
    }

    /// What was found.
    ///
    /// - Throws: `unfinished` if the last line never came.
    public func result() throws(Fault) -> AuditReport {
        guard let report else { throw .unfinished }
        return report
    }

    /// Verifies the row that was open, which is whole when the next tells its digest.
    ///
    /// - Parameters:
    ///   - previous: What the next row says.
    ///   - next: The number that comes next.
    /// - Returns: The changes of rows that are gone, if the next doesn't follow this one.
    /// - Throws: `unreadable`.
    private mutating func close(
        _ previous: AuditDigest, next: Int64?
    ) throws(Fault) -> [Change] {
        guard let row = open else { return [] }
        open = nil
        let members = row.members
        guard let sequence = members["audit"]?.integer, let kind = members["kind"]?.text,
            let revision = members["revision"]?.integer
        else { throw .unreadable(line: number) }
        let roots = ["specs", "statuses"].map { Self.digests(members[$0]) }
        let content: AuditRow.Content =
            members["note"].map { .note($0.canonical) }
            ?? .changes(
                transaction: AuditLine((members["transaction"] ?? .null).canonical), specs: roots[0].first,
                statuses: roots[1].first)
        // Who doesn't follow it knows nothing of its digest.
        let isFollowed = next == sequence + 1
        let line = AuditLine(row.line)
        let own = isFollowed ? row.changes : row.changes.filter { $0.revision <= revision }
        let leaves = leaves(of: row, roots, own, sequence)
        verifier.begin(
            SealedRow(
                row: AuditRow(sequence: sequence, kind: kind, revision: revision, content: content), line: line,
                digest: isFollowed ? previous : line.digest, leaves: leaves,
                transaction: members["transaction"]?["id"]?.integer))
        for change in row.strays + own {
            verifier.change(
                change.revision, transaction: change.transaction, previous: change.previous, AuditLine(change.line))
            if change.revision <= max(horizon.specs, horizon.statuses) { kept.insert(change.revision) }
        }
        verifier.end()
        return isFollowed ? [] : row.changes.filter { $0.revision > revision }
    }

    /// The digests of a row's changes: one is the root itself, of several there is a line.
    private mutating func leaves(
        of row: Open, _ roots: [[AuditDigest]], _ changes: [Change],
        _ sequence: Int64
    ) -> AuditLeaves {
        if row.leaves == nil, changes.count > roots.count(where: { !$0.isEmpty }) {
            verifier.add(
                AuditFinding(
                    .missing, .row(sequence), "audit row \(sequence): the line with the digests of its changes is gone")
            )
            return AuditLeaves(specs: changes.map { AuditLine($0.line).digest })
        }
        let leaves = row.leaves ?? AuditLeaves(specs: roots[0], statuses: roots[1])
        if MerkleTree(leaves.specs).root != roots[0].first || MerkleTree(leaves.statuses).root != roots[1].first {
            verifier.add(
                AuditFinding(
                    .altered, .row(sequence),
                    "audit row \(sequence): the digests of its changes don't come to its roots"))
        }
        return leaves
    }

    private mutating func finish(_ line: JSON) throws(Fault) {
        guard let (manifest, name, signature) = AuditBundle.Manifest.read(line) else { throw .unreadable(line: number) }
        _ = try close(manifest.head.digest, next: manifest.head.sequence + 1)
        verifier.finish()
        verifier.settle()
        // A bundle has no changes of rows that are kept no longer.
        let uncovered = verifier.tally.uncovered
        verifier.checkBases { $0 <= uncovered || kept.contains($0) }
        verifier.checkRemoved(horizon)
        func add(_ kind: AuditFinding.Kind, _ detail: String) {
            verifier.add(AuditFinding(kind, .row(manifest.head.sequence), "the bundle's last line: \(detail)"))
        }
        let tally = verifier.tally
        if tally.head.sequence < manifest.head.sequence {
            let first = tally.head.sequence + 1
            verifier.add(AuditFinding(.missing, .row(first), "audit row \(first) to \(manifest.head.sequence): gone"))
        }
        if manifest.digest != digest.hex { add(.altered, "the bundle isn't the one that was signed") }
        if manifest.rows != tally.rows || manifest.changes != tally.changes || manifest.head != tally.head {
            add(
                .missing,
                "it speaks of \(manifest.rows) audit rows and \(manifest.changes) changes, and there are \(tally.rows) and \(tally.changes)"
            )
        }
        let key = AuditVerifyingKey(text: name)
        if !(key?.isValid(signature, over: manifest.text) ?? false) {
            add(.wrongSignature, "the signature isn't its key's")
        }
        if let pinned, pinned != key { add(.wrongSignature, "it is signed by another key than the one asked for") }
        report = AuditReport(findings: verifier.findings, tally: verifier.tally)
    }

    private static func digests(_ hex: JSON?) -> [AuditDigest] {
        guard let text = hex?.text else { return [] }
        var rest = text[...]
        var digests: [AuditDigest] = []
        while let digest = AuditDigest(hex: rest.prefix(2 * AuditDigest.size)) {
            digests.append(digest)
            rest = rest.dropFirst(2 * AuditDigest.size)
        }
        return digests
    }
}
