internal import Audit
internal import Foundation
internal import GRDB
public import Resources

extension WriteTransaction {
    /// The name of a value that is kept; `nil` when it isn't.
    public func reference(to value: String) throws(StoreError) -> SecretReference? {
        try perform {
            try String.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM secret WHERE value = ?"), arguments: [value])
        }.map { SecretReference(id: $0) }
    }

    /// Keeps a value; one that is kept already has its name.
    public func keep(secret value: String) throws(StoreError) -> SecretReference {
        if let known = try reference(to: value) { return known }
        let salt = SecretSeal.salt()
        let id = SecretSeal.name(of: value, salt: salt)
        try execute("INSERT INTO secret (id, salt, value) VALUES (?, ?, ?)", [id, Data(salt), value])
        return SecretReference(id: id)
    }

    /// Keeps a value under a name that its keeper chose, unless one is kept there; the audit log is told what it was.
    public func keep(secret value: String, as reference: SecretReference) throws(StoreError) {
        let isKept = try perform {
            try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM secret WHERE id = ? OR value = ?)"),
                arguments: [reference.id, value])
        }
        guard isKept != true else { return }
        let salt = SecretSeal.salt()
        try execute("INSERT INTO secret (id, salt, value) VALUES (?, ?, ?)", [reference.id, Data(salt), value])
        seal(value, salt, as: reference)
    }

    /// Gives a secret that has none a salt, and tells the audit log what it is.
    func seal(_ value: String, named id: String) throws(StoreError) {
        let salt = SecretSeal.salt()
        try execute("UPDATE secret SET salt = ? WHERE id = ?", [Data(salt), id])
        seal(value, salt, as: SecretReference(id: id))
    }

    private func seal(_ value: String, _ salt: [UInt8], as reference: SecretReference) {
        let seal = SecretSeal.name(of: value, salt: salt)
        recordAudit(.secret, ["secret": .string(reference.description), "seal": .string(seal)])
    }
}

extension ResourceStore {
    /// The value behind a reference in a text; `nil` for another word.
    ///
    /// - Parameters:
    ///   - word: What stands in the text.
    ///   - failure: Why the value can't be read.
    /// - Returns: The value, or `nil`.
    public func secret(namedBy word: String, _ failure: inout StoreError?) -> String? {
        guard let reference = SecretReference(word) else { return nil }
        do throws(StoreError) {
            return try secret(reference)
        } catch {
            failure = error
            return nil
        }
    }

    /// The value behind a reference, for who carries the spec out; `nil` when there is none.
    public func secret(_ reference: SecretReference) throws(StoreError) -> String? {
        try readers.read { database throws(StoreError) in
            try perform {
                try String.fetchOne(
                    database.cachedStatement(sql: "SELECT value FROM secret WHERE id = ?"), arguments: [reference.id])
            }
        }
    }
}
