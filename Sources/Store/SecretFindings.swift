internal import Audit
internal import Foundation
internal import GRDB
internal import Resources

/// Compares secrets with what the audit log knows of them: history seals a secret's name, and the name its value.
enum SecretFindings {
    /// Secrets that aren't what was kept.
    ///
    /// - Parameter database: In one read transaction.
    /// - Returns: At most as many as anyone wants to read.
    /// - Throws: What reading throws.
    static func read(_ database: Database) throws -> [AuditFinding] {
        var findings: [AuditFinding] = []
        var chosen: [String: String]?
        let isWhole = try AuditStart.anchor(database).head == .empty
        // One of an earlier version, which nobody has opened since.
        guard try database.columns(in: "secret").contains(where: { $0.name == "salt" }) else { return [] }
        // A value that was made anything but text is another as well.
        let secrets = try Row.fetchCursor(
            database, sql: "SELECT id, coalesce(salt, x''), CAST(value AS TEXT) FROM secret ORDER BY id")
        while let secret = try secrets.next(), findings.count < AuditVerifier.findingLimit {
            let (id, salt, value): (String, Data, String) = (secret[0], secret[1], secret[2])
            let seal = SecretSeal.name(of: value, salt: salt)
            guard seal != id || salt.isEmpty else { continue }
            let known = try chosen ?? sealsOfChosenNames(database)
            chosen = known
            let reference = SecretReference(id: id)
            // A note of a name that was chosen may be pruned; a row that nobody kept looks like one that was changed.
            let noted = known[reference.description]
            if noted == seal || noted == nil && !isWhole && !salt.isEmpty { continue }
            findings.append(
                AuditFinding(.altered, .secret(reference), "\(reference): its value isn't the one that was kept"))
        }
        return findings
    }

    /// What the log says of secrets whose keeper chose the name.
    private static func sealsOfChosenNames(_ database: Database) throws -> [String: String] {
        var seals: [String: String] = [:]
        for note in try AuditedRow.notes(database, .secret) {
            guard let note = try? JSON(parsing: note), let name = note["secret"]?.text else { continue }
            seals[name] = note["seal"]?.text
        }
        return seals
    }
}
