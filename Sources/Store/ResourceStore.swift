public import Audit
internal import Foundation
internal import GRDB
internal import Migrations
public import Resources
import Synchronization

/// The database of intent: resources, their history, and who changed them, in one SQLite file.
///
/// Writes go through one thread (`Writer`), reads run where they are asked for (`ReadPool`), and `feed` tells of commits,
/// other processes' too.
public final class ResourceStore: Sendable {
    /// Which life of the database this is; a restored backup is another one, so what was handed out before means nothing.
    public let incarnation: String
    /// Whether an older copy was put in the database's place since it was opened last.
    public let isRestored: Bool
    /// How the audit log wasn't as it had been left, when it was opened; the log tells of it too.
    public let auditBreak: AuditBreak?
    /// Tells of commits.
    public let feed: ChangeFeed
    /// How far each controller has come.
    public let cursors: Cursors
    /// Room for what has to be written even when the disk is full.
    public let reserve: SpaceReserve

    let readers: ReadPool
    let horizons = Horizons()
    private let stamps: CommitStampReader
    let writer: Writer
    let head: HeadFile

    /// Opens the database, makes or migrates it, and starts the threads.
    ///
    /// - Parameters:
    ///   - path: The file; its folder exists and belongs to this process alone.
    ///   - classes: To which class of history each type belongs; those of others count as specs, and are never pruned.
    ///   - writesPerCommit: How many writes may share a commit; `nil` for the usual number.
    ///   - keepsAudit: Whether what is written is sealed in the audit log; without, to measure what that costs.
    /// - Throws: `corrupt`, `busy`, `full` or `database`.
    public init(
        path: String, classes: [String: HistoryClass] = [:], writesPerCommit: Int? = nil, keepsAudit: Bool = true
    ) throws(StoreError) {
        let (queue, migrations) = try DatabaseSetup.openWriter(path: path)
        for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o600) }
        let head = HeadFile(path: path + ".head")
        let horizons = horizons
        var auditing = keepsAudit ? Auditing(classes) : nil
        let (former, incarnation, isUnsealed, gap) = try perform {
            try queue.writeWithoutTransaction { database in
                let former = try HeadFile.incarnation(database)
                let isAnother = try head.isAnother(database)
                let gap = auditing == nil || isAnother ? nil : try head.auditBreak(database)
                auditing?.head = gap?.expected
                do throws(StoreError) {
                    // Who wrote while nobody watched is named before anyone reads it.
                    try WriteGroup.adoptForeignTransactions(database, auditing) { () throws(StoreError) in
                        isAnother ? try head.restore(database) : nil
                    }
                    auditing?.head = try AuditSeal.end(database).head
                } catch {
                    // A full disk is no reason not to start, but another database must not be taken for the one that was left here.
                    if isAnother { throw error }
                    // A break that couldn't be told yet is told by the next write.
                    if gap == nil { auditing?.head = try AuditSeal.end(database).head }
                }
                try horizons.load(database, classes)
                let incarnation = try HeadFile.incarnation(database) ?? ""
                return (former, incarnation, try UnsealedSecrets.areLeft(database), gap)
            }
        }
        (self.head, self.incarnation, auditBreak) = (head, incarnation, gap)
        isRestored = former != nil && former != incarnation
        reserve = SpaceReserve(path: path + ".reserve")
        readers = ReadPool(path: path)
        stamps = CommitStampReader(path: path)
        let feed = try ChangeFeed(path: path)
        self.feed = feed
        let cursors = Cursors(feed)
        self.cursors = cursors
        writer = Writer(queue, groupLimit: writesPerCommit ?? Writer.groupLimit, auditing: auditing) {
            revision, touched, byOthers, auditHead in
            feed.advance(to: revision, touched: touched, byOthers: byOthers)
            cursors.commit()
            head.note(revision: revision, incarnation: incarnation, audit: auditHead)
        }
        feed.start {
            cursors.tick()
            head.catchUp()
        } foreignCommit: { [weak self] in
            self?.adoptForeignCommit($0)
        }
        // Both are one transaction: where the disk was full at the start after the migration, this one makes up for it.
        let told = migrations.isEmpty && isUnsealed ? [Migrations.seals] : migrations
        if !told.isEmpty {
            note(.migrated, ["migrations": .array(told.map { .string($0) })]) { transaction throws(StoreError) in
                if isUnsealed { try transaction.sealSecrets() }
            }
        }
    }

    /// Tells the audit log what was done to the database itself, and does the rest of it.
    private func note(
        _ kind: AuditKind, _ detail: [String: JSON],
        _ rest: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void = { _ in }
    ) {
        writer.submit(
            Writer.Job(context: ChangeContext(actor: "netstrata", origin: .boot), keepsNothing: false) {
                transaction throws(StoreError) in
                transaction.recordAudit(kind, detail)
                try rest(transaction)
            } finish: { _ in
            })
    }

    /// Changes something: all of it or nothing.
    ///
    /// - Parameters:
    ///   - context: Who and why.
    ///   - keepsNothing: Whether everything is undone at the end (a dry run): checks and results are the same.
    ///   - body: Runs on the writer's thread; what it throws undoes what it did.
    /// - Returns: What the body gave, and what was committed. When this returns, the disk has it.
    /// - Throws: What the body throws, `busy`, `full`, `corrupt`, `database` or `closed`; nothing was changed then.
    public func write<Value: Sendable>(
        _ context: ChangeContext, keepsNothing: Bool = false,
        _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Value
    ) async throws(StoreError) -> (value: Value, commit: CommitRecord) {
        let result: Result<(value: Value, commit: CommitRecord), StoreError> = await withCheckedContinuation { waiter in
            write(context, keepsNothing: keepsNothing, body) { waiter.resume(returning: $0) }
        }
        return try result.get()
    }

    /// The same for who doesn't wait in a task.
    ///
    /// - Parameters:
    ///   - context: Who and why.
    ///   - keepsNothing: Whether everything is undone at the end.
    ///   - body: Runs on the writer's thread; what it throws undoes what it did.
    ///   - finish: Is told once the disk has it, on the writer's thread: everybody's writes wait until it returns.
    public func write<Value: Sendable>(
        _ context: ChangeContext, keepsNothing: Bool = false,
        _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Value,
        finish: @escaping @Sendable (Result<(value: Value, commit: CommitRecord), StoreError>) -> Void
    ) {
        let box = Mutex<Value?>(nil)
        writer.submit(
            Writer.Job(context: context, keepsNothing: keepsNothing) { transaction throws(StoreError) in
                let value = try body(transaction)
                box.withLock { $0 = value }
            } finish: { result in
                finish(
                    result.flatMap { commit in
                        guard let value = box.withLock({ $0 }) else { return .failure(.closed) }
                        return .success((value, commit))
                    })
            })
    }

    /// The number of the last change.
    public var revision: Int64 { feed.revision }

    /// The stamp of the last commit, of whatever process; `nil` when it can't be told at this moment.
    ///
    /// What was read between two equal stamps is still what a read would give.
    public var commitStamp: CommitStamp? { stamps.read() }

    /// How far the audit log has come; `nil` where none is kept.
    public var auditHead: AuditHead? { writer.auditHead }

    /// The same as `X-Audit-Head` tells it.
    public var auditHeadText: String? { writer.auditHeadText }

    /// Names a revision so that it can't be taken for one of another life of the database: `7f3a09c1-812`.
    public func entityTag(_ revision: Int64) -> String { "\(incarnation)-\(revision)" }

    /// Gives back the memory of pages that were read or written lately; they are read again when they are wanted.
    public func releaseMemory() async throws(StoreError) {
        readers.releaseMemory()
        _ = try await write(ChangeContext(actor: "netstrata", origin: .controller), keepsNothing: true) {
            transaction throws(StoreError) in
            transaction.database.releaseMemory()
        }
    }

    /// Finishes what waits, and closes the file: everything is in the database itself then, and the -wal file is gone.
    public func close() {
        feed.stop()
        cursors.stop()
        readers.close()
        writer.close()
        head.write(revision: revision, incarnation: incarnation, audit: auditHead)
    }

    /// Another process wrote: its transactions get the name `sqlite` before anyone acts on them.
    ///
    /// Every group of the writer begins with that, so an empty job is enough.
    private func adoptForeignCommit(_ revision: Int64) {
        let feed = feed
        writer.submit(
            Writer.Job(context: ChangeContext(actor: "netstrata", origin: .controller), keepsNothing: false) {
                _ throws(StoreError) in
            } finish: { result in
                if case .failure(let error) = result {
                    feed.endAdoption(of: revision, error)
                } else {
                    feed.endAdoption(of: revision, nil)
                }
            })
    }
}
