internal import Audit
internal import Foundation
internal import GRDB
internal import Resources
import Synchronization

/// A note beside the database of how far it and its audit log had come, to notice a backup that was put back.
///
/// It is written now and then, and not durably: it only has to be newer than a backup.
final class HeadFile: Sendable {
    /// How often it is written under load.
    static let interval = Duration.seconds(1)

    let path: String

    private struct State {
        var last: ContinuousClock.Instant?
        /// What came too soon after the last.
        var waiting: Line?

        /// Whether the next may be written, which it is then.
        mutating func takesTurn() -> Bool {
            let now = ContinuousClock.now
            if let last, now - last < HeadFile.interval { return false }
            (last, waiting) = (now, nil)
            return true
        }
    }

    private struct Line {
        let incarnation: String
        let revision: Int64
        let audit: AuditHead?
    }

    private let state = Mutex(State())

    init(path: String) { self.path = path }

    /// The property of a database that says that it is a copy, wherever it lies (`DatabaseCopy`).
    static let copyMark = "copied"

    /// Gives a database that isn't the one that was left here (`isAnother`) a new incarnation.
    ///
    /// - Parameter database: Inside a transaction, with which what the log says of it is committed: the note beside the database,
    ///   which is written over from then on, is the only other trace of what was there before.
    /// - Returns: What the log is to say of it.
    /// - Throws: What reading and writing throw.
    func restore(_ database: Database) throws(StoreError) -> AuditNote {
        try perform {
            let (former, copied) = (try Self.incarnation(database), try Self.property(Self.copyMark, database))
            let gap = try read()?.audit.flatMap { try Self.gap(database, $0) }
            try database.execute(
                sql: """
                    UPDATE property SET value = lower(hex(randomblob(4))) WHERE name = 'incarnation';
                    DELETE FROM property WHERE name IN ('\(Self.copyMark)', '\(convergenceNote)');
                    -- They speak of what another life stored.
                    DELETE FROM answer;
                    """)
            var detail = gap?.note ?? [:]
            detail["before"] = .string(former ?? "")
            detail["copied"] = copied.map { .string($0) }
            detail["incarnation"] = .string(try Self.incarnation(database) ?? "")
            return AuditNote(.restored, detail)
        }
    }

    /// The incarnation that a database says it is.
    static func incarnation(_ database: Database) throws -> String? { try property("incarnation", database) }

    private static func property(_ name: String, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = ?", arguments: [name])
    }

    /// Writes the note; if that was done a moment ago, `catchUp` does.
    func note(revision: Int64, incarnation: String, audit: AuditHead?) {
        let isDue = state.withLock { state in
            guard !state.takesTurn() else { return true }
            state.waiting = Line(incarnation: incarnation, revision: revision, audit: audit)
            return false
        }
        if isDue { write(revision: revision, incarnation: incarnation, audit: audit) }
    }

    /// Writes what waits, when it is time.
    func catchUp() {
        let line = state.withLock { state -> Line? in
            guard let waiting = state.waiting, state.takesTurn() else { return nil }
            return waiting
        }
        if let line { write(revision: line.revision, incarnation: line.incarnation, audit: line.audit) }
    }

    func write(revision: Int64, incarnation: String, audit: AuditHead?) {
        let head = audit.map { " \($0)" } ?? ""
        try? Data("\(incarnation) \(revision)\(head)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// How the audit log of the database that was left here isn't as it was noted; `nil` where it is, or goes on from there.
    ///
    /// - Parameter database: Before anything is written.
    /// - Returns: What was noted, and what is there instead.
    /// - Throws: What reading throws.
    func auditBreak(_ database: Database) throws -> AuditBreak? {
        try audit(Self.incarnation(database) ?? "").flatMap { try Self.gap(database, $0) }
    }

    private static func gap(_ database: Database, _ noted: AuditHead) throws -> AuditBreak? {
        let end = try AuditSeal.end(database).head
        guard noted.sequence <= end.sequence else { return AuditBreak(expected: noted, found: end) }
        let digest = try Row.fetchOne(
            database, sql: "SELECT digest FROM audit WHERE sequence = ?", arguments: [noted.sequence])
        guard let digest else { return nil }
        let found = AuditHead(sequence: noted.sequence, digest: try .read(digest[0]))
        return found == noted ? nil : AuditBreak(expected: noted, found: found)
    }

    /// Whether the database isn't the one that was left here: a copy, an older state, or one of another life.
    func isAnother(_ database: Database) throws -> Bool {
        if try Self.property(Self.copyMark, database) != nil { return true }
        guard let note = read() else { return false }
        let incarnation = try Self.incarnation(database)
        if note.incarnation == incarnation {
            // Where the log covers more than history has, somebody removed rows, and it is no older state.
            return try note.revision > max(Queries.revision(database), AuditSeal.end(database).revision)
        }
        // Its life began, and ended before the note could be written.
        let last = try AuditedRow.notes(database, .restored, isNewestFirst: true, limit: 1).first
            .flatMap { try? JSON(parsing: $0) }
        return last?["before"]?.text != note.incarnation || last?["incarnation"]?.text != incarnation
    }

    /// The noted head of the audit log that a database must have; a copy that says that it is one needn't.
    func audit(for database: Database) throws -> AuditHead? {
        guard let note = read(), try Self.property(Self.copyMark, database) == nil else { return nil }
        let isNoted = try note.incarnation == Self.incarnation(database) || isAnother(database)
        return isNoted ? note.audit : nil
    }

    /// The head of the audit log that was noted in a life of the database; `nil` if there is none.
    func audit(_ incarnation: String) -> AuditHead? {
        guard let note = read(), note.incarnation == incarnation else { return nil }
        return note.audit
    }

    private func read() -> (incarnation: String, revision: Int64, audit: AuditHead?)? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let words = text.split(separator: " ").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        guard words.count >= 2, let revision = Int64(words[1]) else { return nil }
        return (words[0], revision, words.dropFirst(2).first.flatMap { AuditHead($0) })
    }
}
