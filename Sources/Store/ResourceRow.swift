internal import GRDB
internal import Resources

/// The columns that `resource` and `history` share, in the order in which `Resource.init` reads them.
let resourceColumns =
    "namespace, type, id, version, revision, phase, owner, finalizers, labels, annotations, created, updated, spec"

/// The same with nothing for the spec.
let metadataColumns = resourceColumns.split(separator: ", ").dropLast().joined(separator: ", ") + ", ''"

/// The same of a `history h`.
let historyColumns = resourceColumns.split(separator: ", ").map { "h." + $0 }.joined(separator: ", ")

/// The same with nothing for the spec of one change.
let historyColumnsButFresh =
    historyColumns.split(separator: ", ").dropLast().joined(separator: ", ")
    + ", CASE h.revision WHEN ? THEN '' ELSE h.spec END"

/// How many columns `resourceColumns` has.
let resourceColumnCount = 13

/// A row with `resourceColumns` and, after them, the number of the row.
struct ResourceRow {
    /// The column `key` of `resource`, which finds the row without its names.
    let number: Int64
    let resource: Resource
    let texts: MetadataTexts
}

/// Lists and maps of metadata as they are stored; the sqlite3 shell may have written them in another way than ours.
struct MetadataTexts {
    let finalizers: String
    let labels: String
    let annotations: String
}

extension ResourceRow: WholeRow {
    init?(sqliteStatement statement: SQLiteStatement, index: CInt) {
        let columns = StatementColumns(statement: statement, start: index)
        texts = MetadataTexts(columns)
        guard let resource = Resource(columns, texts) else { return nil }
        number = Int64(sqliteStatement: statement, index: index + CInt(resourceColumnCount))
        self.resource = resource
    }
}

/// Columns of text and numbers, none of them NULL.
private protocol ResourceColumns {
    func text(_ index: Int) -> String
    func number(_ index: Int) -> Int64
}

private struct StatementColumns: ResourceColumns {
    let statement: SQLiteStatement
    let start: CInt

    func text(_ index: Int) -> String { String(sqliteStatement: statement, index: start + CInt(index)) }
    func number(_ index: Int) -> Int64 { Int64(sqliteStatement: statement, index: start + CInt(index)) }
}

private struct RowColumns: ResourceColumns {
    let row: Row

    func text(_ index: Int) -> String { row[index] }
    func number(_ index: Int) -> Int64 { row[index] }
}

extension Resource {
    /// Reads the columns of `resourceColumns`.
    init(_ row: Row) throws(StoreError) {
        let columns = RowColumns(row: row)
        guard let resource = Resource(columns, MetadataTexts(columns)) else {
            throw .corrupt("a phase is neither of the two")
        }
        self = resource
    }

    /// Reads the columns; `nil` when the phase is none.
    fileprivate init?(_ columns: some ResourceColumns, _ texts: MetadataTexts) {
        let key = ResourceKey(columns.text(0), columns.text(1), columns.text(2))
        guard let phase = Phase(rawValue: columns.text(5)) else { return nil }
        var metadata = Metadata(key, owner: columns.text(6))
        metadata.version = columns.number(3)
        metadata.revision = columns.number(4)
        metadata.phase = phase
        metadata.finalizers = Self.list(texts.finalizers)
        metadata.labels = Self.map(texts.labels)
        metadata.annotations = Self.map(texts.annotations)
        metadata.created = columns.text(10)
        metadata.updated = columns.text(11)
        self.init(metadata, spec: columns.text(12))
    }

    // The triggers let only texts in. What this reader still doesn't take, such as half a surrogate that the sqlite3 shell
    // wrote, shows as nothing: one bad row must not make a list or the history unreadable.
    private static func list(_ text: String) -> [String] {
        text == "[]" ? [] : ((try? JSON(parsing: text))?.elements ?? []).compactMap(\.text)
    }

    private static func map(_ text: String) -> [String: String] {
        text == "{}" ? [:] : ((try? JSON(parsing: text))?.members ?? [:]).compactMapValues(\.text)
    }
}

extension MetadataTexts {
    fileprivate init(_ columns: some ResourceColumns) {
        (finalizers, labels, annotations) = (columns.text(7), columns.text(8), columns.text(9))
    }

    init(_ metadata: Metadata) {
        finalizers =
            metadata.finalizers.isEmpty ? "[]" : JSON.array(metadata.finalizers.map { .string($0) }).canonical
        labels = Self.text(metadata.labels)
        annotations = Self.text(metadata.annotations)
    }

    private static func text(_ map: [String: String]) -> String {
        map.isEmpty ? "{}" : JSON.object(map.mapValues { .string($0) }).canonical
    }
}
