internal import GRDB
import Resources

/// A value that must not be read, under the name by which specs and history speak of it.
///
/// The same value always has the same name, so that writing it again changes nothing.
public struct SecretReference: Hashable, Sendable, LosslessStringConvertible {
    /// What every reference begins with.
    public static let prefix = "secret:"
    /// What is shown instead.
    public static let redaction = "REDACTED"

    /// 32 digits, base 16.
    let id: String

    init(id: String) { self.id = id }

    /// Reads `secret:` and 32 digits of base 16.
    public init?(_ description: String) {
        guard description.hasPrefix(Self.prefix) else { return nil }
        let id = description.dropFirst(Self.prefix.count)
        guard id.utf8.count == 32, id.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
            return nil
        }
        self.id = String(id)
    }

    /// `secret:` and the digits.
    public var description: String { Self.prefix + id }
}

extension WriteTransaction {
    /// Keeps a value; one that is kept already has its name.
    public func keep(secret value: String) throws(StoreError) -> SecretReference {
        if let id = try perform({
            try String.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM secret WHERE value = ?"), arguments: [value])
        }) {
            return SecretReference(id: id)
        }
        let halves = [UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)]
        let id = halves.map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        try execute("INSERT INTO secret (id, value) VALUES (?, ?)", [id, value])
        return SecretReference(id: id)
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
