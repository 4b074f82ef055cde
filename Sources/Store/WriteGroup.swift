internal import Audit
internal import GRDB
internal import Migrations
internal import Resources

/// One SQLite transaction that several jobs share, a savepoint each but for the first: if that fails, nobody else's work goes with it.
///
/// Within a savepoint SQLite copies each page before its first change, and at the end of each statement walks along all copies: a
/// job of ten thousand changes takes several times as long as without.
struct WriteGroup {
    /// The most changes of the jobs so far with which another one joins them; behind a long job the next is better the first again.
    private static let changeLimit: Int64 = 512

    private let database: Database
    /// One time for all: they share a commit.
    private(set) var clock = TransactionClock.now()
    /// The revision after the writer's last commit; -1 when that isn't known.
    private var known: Int64 = -1
    /// The types that other processes have changed since.
    private(set) var byOthers: Set<ResourceKind> = []
    /// The number of the last change so far.
    private(set) var head: Int64 = 0
    /// Whether no job has kept anything yet.
    private var isEmpty = true
    /// The number of the last change of before.
    private var start: Int64 = 0
    /// What its jobs noted for the audit log.
    private var notes: [AuditNote] = []
    /// The transactions that its jobs made.
    private var own: [OwnTransaction] = []
    /// How the log is kept; `nil` for not at all.
    private let auditing: Auditing?
    /// The head of the audit log, after the commit.
    private(set) var auditHead: AuditHead?

    init(_ database: Database, auditing: Auditing?) {
        self.database = database
        self.auditing = auditing
    }

    /// Gives the transactions of other processes their name, outside of any group.
    ///
    /// - Parameters:
    ///   - database: Outside of any transaction.
    ///   - auditing: How the log is kept; `nil` for not at all.
    ///   - rest: Does what belongs to it, and says what the log is to tell of that.
    /// - Throws: What writing throws; nothing was changed then.
    static func adoptForeignTransactions(
        _ database: Database, _ auditing: Auditing?, _ rest: () throws(StoreError) -> AuditNote?
    ) throws(StoreError) {
        var group = WriteGroup(database, auditing: auditing)
        try group.begin(after: -1)
        do throws(StoreError) {
            if let note = try rest() { group.notes.append(note) }
        } catch {
            group.rollBack()
            throw error
        }
        try group.commit()
    }

    /// Begins the transaction, and names what other processes did since the last.
    ///
    /// - Parameter known: The revision after the writer's last commit; -1 when that isn't known.
    /// - Throws: `busy` when another process keeps the lock.
    mutating func begin(after known: Int64) throws(StoreError) {
        self.known = known
        try execute("BEGIN IMMEDIATE")
        clock = .now()
        do {
            // Before anything else: until then every change of `context` is refused.
            try LostTransactions(database)?.goOn(database, at: clock.time)
            try LostRevisions.goOn(database)
            head = try Queries.revision(database)
            start = head
            guard head > known else { return }
            try disownForeignTransactions()
            guard known >= 0 else { return }
            let kinds = try perform {
                let statement = try database.cachedStatement(
                    sql: "SELECT DISTINCT namespace, type FROM history WHERE revision > ?")
                return try Row.fetchAll(statement, arguments: [known]).map { ResourceKind($0[0], $0[1]) }
            }
            byOthers.formUnion(kinds)
        } catch {
            rollBack()
            throw error
        }
    }

    /// Whether another job may join.
    var isOpen: Bool { head - start < Self.changeLimit }

    /// Runs a job.
    ///
    /// - Returns: What to tell the job's caller once the group is committed.
    /// - Throws: What ends the whole group: the transaction is rolled back, and nobody may be told of success.
    mutating func run(_ job: Writer.Job) throws(StoreError) -> Result<CommitRecord, StoreError> {
        do {
            if !isEmpty { try execute("SAVEPOINT job") }
            let transaction = WriteTransaction(
                database, context: job.context, clock: clock, nextRevision: head + 1, auditing: auditing)
            let outcome: Result<CommitRecord, StoreError>
            do throws(StoreError) {
                try job.run(transaction)
                outcome = .success(
                    job.keepsNothing ? CommitRecord(head: head) : CommitRecord(transaction, head: head))
            } catch {
                outcome = .failure(error)
            }
            let keeps = !job.keepsNothing && outcome.isSuccess
            try end(keeps: keeps, outcome)
            if keeps {
                head = transaction.revisions?.upperBound ?? head
                notes += transaction.notes
                if let audited = transaction.audited { own.append(audited) }
            }
            return outcome
        } catch {
            rollBack()
            throw error
        }
    }

    private mutating func end(keeps: Bool, _ outcome: Result<CommitRecord, StoreError>) throws(StoreError) {
        // SQLITE_FULL and its like end the whole transaction, not only the savepoint: what the earlier jobs did is gone.
        guard database.isInsideTransaction else {
            guard case .failure(let error) = outcome else { throw .database("the transaction ended by itself") }
            throw error
        }
        if isEmpty {
            isEmpty = !keeps
            guard !keeps else { return }
            rollBack()
            try begin(after: known)
        } else {
            if !keeps { try execute("ROLLBACK TO job") }
            try execute("RELEASE job")
        }
    }

    /// Commits; afterwards the disk has it.
    ///
    /// - Throws: What SQLite says; nothing was committed then.
    mutating func commit() throws(StoreError) {
        do {
            if let auditing {
                let step = clock.step(since: auditing.clockOffset).map {
                    AuditNote(.clockStep, ["milliseconds": .integer($0)])
                }
                var seal = try AuditSeal(database, statusTypes: auditing.statusTypes)
                auditHead = try seal.seal(own, notes, clockStep: step, expected: auditing.head, at: clock.time)
            }
            // Each job announces itself before its first change. Without this, a statement of the sqlite3 shell would inherit
            // the last one's name.
            try execute(
                """
                UPDATE context SET txn = NULL, settled = (SELECT max(id) FROM txn)
                WHERE id = 1 AND settled <> (SELECT coalesce(max(id), 0) FROM txn)
                """)
            try execute("COMMIT")
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes everything.
    func rollBack() {
        if database.isInsideTransaction { try? execute("ROLLBACK") }
    }

    /// A txn row that isn't the writer's own speaks for the sqlite3 shell, whatever it claims.
    ///
    /// `context.settled` is the last row of the writer's own, written in the same transaction as the row, and so is the last row of
    /// the audit log: whoever says that more is settled hasn't sealed it.
    private func disownForeignTransactions() throws(StoreError) {
        try execute(
            """
            UPDATE txn SET actor = 'sqlite', origin = 'sqlite'
            WHERE id > \(Migrations.settled) AND (actor <> 'sqlite' OR origin <> 'sqlite')
            """)
        try execute("UPDATE context SET txn = NULL WHERE id = 1 AND txn IS NOT NULL")
    }

    private func execute(_ sql: String) throws(StoreError) {
        try perform { try database.cachedStatement(sql: sql).execute() }
    }
}

extension Result {
    var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
