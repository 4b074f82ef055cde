internal import GRDB
public import Resources

/// A kernel object that Netstrata answers for.
///
/// The row is committed before the kernel is touched, so that after a crash nothing of ours is taken for somebody else's.
public struct LedgerEntry: Hashable, Sendable {
    /// What kind of object: `link`, `address`, `route`, `rule`.
    public var kind: String
    /// The kernel's own key of the object, as text.
    public var object: String
    /// The id of the spec that asked for it.
    public var spec: String
    /// Whether we made it, or found it as it should be.
    public var claim: Claim
    /// What it was like before we changed it, to be put back.
    public var original: JSON

    /// The member of `original` that says that the entry is from an earlier boot or another namespace.
    public static let carried = "carried"

    /// Whether an object goes with its spec.
    public enum Claim: String, Hashable, Sendable {
        /// We made it; it goes with the spec.
        case made
        /// It was there; it stays when the spec goes.
        case found
    }

    /// An entry from its parts.
    public init(kind: String, object: String, spec: String, claim: Claim, original: JSON = [:]) {
        self.kind = kind
        self.object = object
        self.spec = spec
        self.claim = claim
        self.original = original
    }

    /// The entry with what an earlier one of the same object remembers besides; `nil` where that is nothing.
    public func keeping(_ earlier: LedgerEntry) -> LedgerEntry? {
        guard earlier.claim == claim else { return nil }
        var entry = self
        entry.original = earlier.original.merged(with: original)
        return entry == self ? nil : entry
    }
}

extension ResourceStore {
    /// The entries of one kind.
    public func ledger(_ kind: String) throws(StoreError) -> [LedgerEntry] {
        try readers.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT kind, object, spec, claim, original FROM ledger WHERE kind = ? ORDER BY object")
            return try Row.fetchAll(statement, arguments: [kind]).map { row in
                guard let claim = LedgerEntry.Claim(rawValue: row[3]),
                    let original = try? JSON(parsing: row[4] as String)
                else { throw StoreError.corrupt("a ledger row can't be read") }
                return LedgerEntry(kind: row[0], object: row[1], spec: row[2], claim: claim, original: original)
            }
        }
    }
}

extension WriteTransaction {
    /// Adds an entry, or replaces the one of the same object.
    public func record(_ entry: LedgerEntry) throws(StoreError) {
        let original = entry.original == [:] ? "{}" : entry.original.canonical
        try execute(
            "INSERT OR REPLACE INTO ledger (kind, object, spec, claim, original) VALUES (?,?,?,?,?)",
            [entry.kind, entry.object, entry.spec, entry.claim.rawValue, original])
    }

    /// Removes the entry of an object; none is no error.
    public func forget(_ kind: String, _ object: String) throws(StoreError) {
        try execute("DELETE FROM ledger WHERE kind = ? AND object = ?", [kind, object])
    }

    /// Removes every entry: ownership of everything is given up.
    public func forgetEverything() throws(StoreError) {
        try execute("DELETE FROM ledger")
    }

    /// Removes every entry unless the ledger speaks of this very kernel: this boot and this network namespace.
    ///
    /// Another boot or namespace has other objects, but for those of the kinds that `lasting` names, such as files. What has
    /// become of those that `carried` names isn't known: `LedgerEntry.isCarried` says so from then on.
    public func bindLedger(
        to identity: String, lasting: [String], carried: [String] = []
    ) throws(StoreError) {
        let known = try perform {
            try String.fetchOne(database, sql: "SELECT value FROM property WHERE name = 'ledgerIdentity'")
        }
        guard known != identity else { return }
        let kept = lasting + carried
        let places = kept.map { _ in "?" }.joined(separator: ",")
        try execute("DELETE FROM ledger WHERE kind NOT IN (\(places))", StatementArguments(kept))
        for kind in carried {
            try execute(
                "UPDATE ledger SET original = json_set(original, '$.\(LedgerEntry.carried)', json('true')) WHERE kind = ?",
                [kind])
        }
        try forgetConvergence()
        try execute("INSERT OR REPLACE INTO property (name, value) VALUES ('ledgerIdentity', ?)", [identity])
    }

    /// Writes a controller's cursor.
    public func setCursor(_ name: String, to revision: Int64) throws(StoreError) {
        try execute("INSERT OR REPLACE INTO cursor (name, revision) VALUES (?, ?)", [name, revision])
    }
}

extension ResourceStore {
    /// A controller's cursor as it was last written; `nil` before its first pass.
    public func storedCursor(_ name: String) throws(StoreError) -> Int64? {
        try readers.read {
            try Int64.fetchOne($0, sql: "SELECT revision FROM cursor WHERE name = ?", arguments: [name])
        }
    }
}
