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
        let halves = [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)]
        let id = halves.map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        try execute("INSERT INTO secret (id, value) VALUES (?, ?)", [id, value])
        return SecretReference(id: id)
    }

    /// Keeps a value under a name that its keeper chose, unless one is kept there.
    public func keep(secret value: String, as reference: SecretReference) throws(StoreError) {
        try execute("INSERT OR IGNORE INTO secret (id, value) VALUES (?, ?)", [reference.id, value])
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
