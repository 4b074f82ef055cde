internal import Audit
internal import Foundation
internal import GRDB
internal import Migrations
internal import Resources

/// Compares secrets with what the audit log knows of them: history seals a secret's name, and the name its value.
struct SecretFindings {
    /// Secrets that aren't what was kept; at most as many as anyone wants to read.
    private(set) var findings: [AuditFinding] = []
    /// How many there are of which the log says nothing that could be compared: what it said is pruned, or is still to be written.
    private(set) var uncompared = 0

    /// Compares all.
    ///
    /// - Parameter database: In one read transaction.
    /// - Throws: What reading throws.
    init(_ database: Database) throws {
        // One of an earlier version, which nobody has opened since.
        guard try database.columns(in: "secret").contains(where: { $0.name == "salt" }) else { return }
        let isWhole = try AuditStart.anchor(database).head == .empty
        let isUnsealed = try UnsealedSecrets.areLeft(database)
        var chosen: [String: String]?
        var (altered, unknown): ([SecretReference], [SecretReference]) = ([], [])
        // A value that was made anything but text is another as well.
        let secrets = try Row.fetchCursor(
            database, sql: "SELECT id, coalesce(salt, x''), CAST(value AS TEXT) FROM secret ORDER BY id")
        while let secret = try secrets.next(), altered.count + unknown.count < AuditVerifier.findingLimit {
            let (id, salt, value): (String, Data, String) = (secret[0], secret[1], secret[2])
            let seal = SecretSeal.name(of: value, salt: salt)
            guard seal != id || salt.isEmpty else { continue }
            let known = try chosen ?? Self.sealsOfChosenNames(database)
            chosen = known
            let reference = SecretReference(id: id)
            if let noted = known[reference.description] {
                if noted != seal { altered.append(reference) }
            } else if salt.isEmpty ? isUnsealed : !isWhole {
                uncompared += 1
            } else {
                unknown.append(reference)
            }
        }
        let named = try Self.named(unknown, database)
        let gone = try NamedSecrets.missing(in: .resource, database).sorted { $0.value < $1.value }
        findings =
            (altered + unknown.filter(named.contains)).map {
                AuditFinding(.altered, .secret($0), "\($0): its value isn't the one that was kept")
            }
            + unknown.filter { !named.contains($0) }.map {
                AuditFinding(.inserted, .secret($0), "\($0): the program never kept it")
            }
            + gone.prefix(AuditVerifier.findingLimit).map { secret, place in
                AuditFinding(.missing, .secret(secret), "\(secret): gone, and the \(place) names it")
            }
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

    /// Those of some secrets that history names: who keeps one under a name that follows from the value writes that into a spec.
    ///
    /// Where specs are kept no longer, any may have been named there.
    private static func named(_ secrets: [SecretReference], _ database: Database) throws -> Set<SecretReference> {
        guard !secrets.isEmpty else { return [] }
        let horizon = try Int64.fetchOne(
            database, sql: "SELECT max(revision) FROM horizon WHERE class = ?",
            arguments: [HistoryClass.specs.rawValue])
        guard horizon ?? 0 == 0 else { return Set(secrets) }
        var rest = Set(secrets)
        let specs = try String.fetchCursor(
            database, sql: "SELECT spec FROM history WHERE instr(spec, ?) > 0", arguments: [SecretReference.prefix])
        while !rest.isEmpty, let spec = try specs.next() {
            for secret in rest where spec.contains(secret.description) { rest.remove(secret) }
        }
        return Set(secrets).subtracting(rest)
    }
}
