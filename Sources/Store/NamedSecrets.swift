internal import GRDB
internal import Resources

/// The secrets that specs name, and where.
enum NamedSecrets {
    /// Where specs are.
    enum Place: String, CaseIterable {
        /// Those of the present.
        case resource
        /// Those of the past too.
        case history

        /// How a row is named, in SQL.
        fileprivate var words: String {
            switch self {
            case .resource: "'resource '"
            case .history: "'revision ' || revision || ' of '"
            }
        }
    }

    /// Those that aren't kept, each with a row that names it; a table is read whole for this.
    static func missing(in place: Place, _ database: Database) throws -> [SecretReference: String] {
        let kept = Set(try String.fetchAll(database, sql: "SELECT id FROM secret"))
        var missing: [SecretReference: String] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(place.words) || namespace || '/' || type || '/' || id, spec FROM \(place.rawValue)
                WHERE instr(spec, ?) > 0
                """, arguments: [SecretReference.prefix])
        while let row = try rows.next() {
            for reference in references(in: row[1]) where !kept.contains(reference.id) {
                missing[reference] = missing[reference] ?? row[0]
            }
        }
        return missing
    }

    private static func references(in text: String) -> [SecretReference] {
        text.split(separator: SecretReference.prefix, omittingEmptySubsequences: false).dropFirst().compactMap { part in
            SecretReference(SecretReference.prefix + part.prefix(32))
        }
    }
}
