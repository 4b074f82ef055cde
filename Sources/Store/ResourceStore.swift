internal import Foundation
internal import GRDB
import Synchronization

/// The database of intent: resources, their history, and who changed them, in one SQLite file.
///
/// Writes go through one thread (`Writer`), reads run where they are asked for (`ReadPool`), and `feed` tells of commits,
/// other processes' too.
public final class ResourceStore: Sendable {
    /// Which life of the database this is; a restored backup is another one, so what was handed out before means nothing.
    public let incarnation: String
    /// Tells of commits.
    public let feed: ChangeFeed
    /// How far each controller has come.
    public let cursors: Cursors

    let readers: ReadPool
    private let writer: Writer
    private let head: HeadFile

    /// Opens the database, makes or migrates it, and starts the threads.
    ///
    /// - Parameter path: The file; its folder exists and belongs to this process alone.
    /// - Throws: `corrupt`, `busy`, `full` or `database`.
    public init(path: String) throws(StoreError) {
        let queue = try DatabaseSetup.openWriter(path: path)
        for suffix in ["", "-wal", "-shm"] { chmod(path + suffix, 0o600) }
        head = HeadFile(path: path + ".head")
        let latest = head
        (incarnation, _) = try perform {
            try queue.writeWithoutTransaction { database in
                try WriteGroup(database).disownForeignTransactions()
                return try latest.checkIncarnation(database)
            }
        }
        readers = ReadPool(path: path)
        let feed = try ChangeFeed(path: path)
        self.feed = feed
        writer = Writer(queue) { revision, touched in feed.advance(to: revision, touched: touched) }
        cursors = Cursors()
        feed.foreignCommit = { [weak self] in self?.adoptForeignCommit() }
        feed.start()
    }

    /// Changes something: all of it or nothing.
    ///
    /// - Parameters:
    ///   - context: Who and why.
    ///   - keepsNothing: Whether everything is undone at the end (a dry run): checks and results are the same.
    ///   - body: Runs on the writer's thread; what it throws undoes what it did.
    /// - Returns: What the body gave, and what was committed. When this returns, the disk has it.
    public func write<Value: Sendable>(
        _ context: ChangeContext, keepsNothing: Bool = false,
        _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Value
    ) async throws(StoreError) -> (value: Value, commit: CommitRecord) {
        let box = Mutex<Value?>(nil)
        let result: Result<CommitRecord, StoreError> = await withCheckedContinuation { continuation in
            writer.submit(
                Writer.Job(context: context, keepsNothing: keepsNothing) { transaction throws(StoreError) in
                    let value = try body(transaction)
                    box.withLock { $0 = value }
                } finish: {
                    continuation.resume(returning: $0)
                })
        }
        let commit = try result.get()
        guard let value = box.withLock({ $0 }) else { throw .closed }
        return (value, commit)
    }

    /// The number of the last change.
    public var revision: Int64 { feed.revision }

    /// Names a revision so that it can't be taken for one of another life of the database: `7f3a09c1-812`.
    public func entityTag(_ revision: Int64) -> String { "\(incarnation)-\(revision)" }

    /// Finishes what waits, and closes the file.
    public func close() {
        feed.stop()
        writer.close()
        head.write(revision: revision, incarnation: incarnation)
        readers.close()
    }

    /// Another process wrote: its transactions get the name `sqlite` before anyone acts on them.
    private func adoptForeignCommit() {
        let context = ChangeContext(actor: "netstrata", origin: .controller)
        let feed = feed
        writer.submit(
            Writer.Job(context: context, keepsNothing: false) { _ throws(StoreError) in
            } finish: { _ in
                feed.wake()
            })
        head.write(revision: revision, incarnation: incarnation)
    }
}
