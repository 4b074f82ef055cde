internal import Foundation
internal import GRDB

/// A note beside the database of how far it had come, to notice a backup that was put back.
///
/// It is written now and then, and not durably: it only has to be newer than a backup.
struct HeadFile: Sendable {
    let path: String

    /// The database's incarnation; a new one if it lies behind what the note says.
    func checkIncarnation(_ database: Database) throws -> (String, isNew: Bool) {
        let revision = try Queries.revision(database)
        let stored = try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = 'incarnation'") ?? ""
        guard let note = read(), note.incarnation == stored, note.revision > revision else { return (stored, false) }
        try database.execute(sql: "UPDATE property SET value = lower(hex(randomblob(4))) WHERE name = 'incarnation'")
        let new = try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = 'incarnation'") ?? ""
        return (new, true)
    }

    func write(revision: Int64, incarnation: String) {
        try? Data("\(incarnation) \(revision)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private func read() -> (incarnation: String, revision: Int64)? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let words = text.split(separator: " ").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        guard words.count == 2, let revision = Int64(words[1]) else { return nil }
        return (words[0], revision)
    }
}
