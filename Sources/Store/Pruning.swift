internal import Audit
internal import GRDB
internal import Resources

/// How far pruning of a class has come; a row of the table `retention`.
struct PruningPlace: Hashable, Sendable {
    /// Up to here it is done.
    var revision: Int64 = 0
    /// Up to here the rows after `revision` are counted.
    var counted: Int64 = 0
    /// How many there are.
    var rows: Int64 = 0
}

/// What a step of pruning did.
public struct PruningStep: Hashable, Sendable {
    /// How many rows of history it removed.
    public var removed = 0
    /// Up to which revision it came: the class's new horizon.
    public var horizon: Int64
    /// How long the writer was busy with it.
    public var time = Duration.zero
}

extension WriteTransaction {
    /// How many revisions are looked at before the time is looked at.
    private static var stride: Int64 { 64 }

    /// Removes of a class's history what a later change up to some revision replaced, and lives that ended by then.
    ///
    /// Each change names the one before, so what a change replaced is found without an index, and nothing is looked at twice.
    /// What was there at the new horizon keeps its last row.
    ///
    /// - Parameters:
    ///   - kind: The class.
    ///   - place: How far it has come.
    ///   - target: How far it may come; less than the last revision.
    ///   - budget: After how long to stop; the next step goes on there.
    ///   - willReach: Is told the horizon before anything is removed up to it.
    /// - Returns: How far it has come now, and what it did.
    /// - Throws: What SQLite says; the transaction is undone then.
    func prune(
        _ kind: HistoryClass, from place: PruningPlace, through target: Int64, for budget: Duration,
        _ willReach: (Int64) -> Void
    ) throws(StoreError) -> (place: PruningPlace, step: PruningStep) {
        let start = ContinuousClock.now
        var place = place
        var step = PruningStep(horizon: place.revision)
        var tree = MerkleTree()
        let first = place.revision
        try execute("UPDATE pruning SET class = ?, through = ? WHERE id = 1", [kind.rawValue, target])
        repeat {
            let next = min(place.revision + Self.stride, target)
            willReach(next)
            place.rows -=
                try perform {
                    try Int64.fetchOne(
                        database.cachedStatement(sql: passedStatement),
                        arguments: [place.revision, next, kind.rawValue])
                } ?? 0
            step.removed += try remove([place.revision, next, kind.rawValue], &tree)
            place.revision = next
        } while place.revision < target && ContinuousClock.now - start < budget
        try execute("UPDATE horizon SET revision = ? WHERE class = ?", [place.revision, kind.rawValue])
        try execute("UPDATE pruning SET class = NULL, through = 0 WHERE id = 1")
        try record(place, of: kind)
        if let root = tree.root {
            recordAudit(
                .pruned,
                [
                    "class": .string(kind.rawValue), "after": .integer(first), "through": .integer(place.revision),
                    "changes": .integer(Int64(step.removed)), "root": .string(root.hex),
                ])
        }
        step.horizon = place.revision
        step.time = ContinuousClock.now - start
        return (place, step)
    }

    /// Removes what two revisions and a class lead to.
    ///
    /// - Parameters:
    ///   - range: After which revision, up to which, and the class.
    ///   - tree: Gets a leaf for each change that goes, in the order of what replaced them.
    /// - Returns: How many went.
    /// - Throws: What SQLite says.
    private func remove(_ range: StatementArguments, _ tree: inout MerkleTree) throws(StoreError) -> Int {
        let lines = try perform {
            try AuditedChange.fetchAll(database.cachedStatement(sql: goingStatement), arguments: range).map(\.line)
        }
        guard !lines.isEmpty else { return 0 }
        for line in lines { tree.append(line.digest) }
        try execute(removalStatement, range)
        return database.changesCount
    }

    /// Writes down how far pruning of a class has come.
    func record(_ place: PruningPlace, of kind: HistoryClass) throws(StoreError) {
        try execute(
            "INSERT OR REPLACE INTO retention (class, revision, counted, rows) VALUES (?,?,?,?)",
            [kind.rawValue, place.revision, place.counted, place.rows])
    }
}

/// Rows of a class after a revision, up to and with another: ?1, ?2 and the class ?3.
///
/// The plus keeps SQLite from the index by resource, which would lead through all of history.
let classRange = "revision > ?1 AND revision <= ?2 AND +type IN (SELECT type FROM horizon WHERE class = ?3)"

private let passedStatement = "SELECT count(*) FROM history WHERE \(classRange)"

private let going = """
    (SELECT previous FROM history WHERE \(classRange) AND previous > 0
        UNION ALL SELECT revision FROM history WHERE \(classRange) AND operation = 'destroyed')
    """

/// Each with what replaced it, or ended with it, whose order it has: so it doesn't depend on the steps in which it goes.
private let goingStatement = """
    SELECT \(AuditedChange.columns)
    FROM (SELECT revision, previous, operation FROM history WHERE \(classRange)) s
    CROSS JOIN history h ON h.revision IN (s.previous, CASE s.operation WHEN 'destroyed' THEN s.revision END)
    ORDER BY s.revision, h.revision
    """

private let removalStatement = "DELETE FROM history WHERE revision IN \(going)"
