internal import GRDB
internal import Resources

/// The columns that `resource` and `history` share, in the order in which `Resource.init(_:at:)` reads them.
let resourceColumns =
    "namespace, type, id, version, revision, phase, owner, finalizers, labels, annotations, created, updated, spec"

/// The same of a `history h`.
let historyColumns = resourceColumns.split(separator: ", ").map { "h." + $0 }.joined(separator: ", ")

/// How many columns `resourceColumns` has.
let resourceColumnCount = 13

/// A row of `resource`.
struct ResourceRow {
    /// The column `key`, which finds the row without its names.
    let number: Int64
    let resource: Resource
}

extension Resource {
    /// Reads the columns of `resourceColumns`, from the given index on.
    init(_ row: Row, at start: Int = 0) throws(StoreError) {
        var metadata = Metadata(ResourceKey(row[start], row[start + 1], row[start + 2]), owner: row[start + 6])
        metadata.version = row[start + 3]
        metadata.revision = row[start + 4]
        guard let phase = Phase(rawValue: row[start + 5]) else { throw .corrupt("a phase is neither of the two") }
        metadata.phase = phase
        metadata.finalizers = Self.list(row[start + 7])
        metadata.labels = Self.map(row[start + 8])
        metadata.annotations = Self.map(row[start + 9])
        metadata.created = row[start + 10]
        metadata.updated = row[start + 11]
        self.init(metadata, spec: row[start + 12])
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

extension Metadata {
    var finalizersText: String {
        finalizers.isEmpty ? "[]" : JSON.array(finalizers.map { .string($0) }).canonical
    }
    var labelsText: String { Self.text(labels) }
    var annotationsText: String { Self.text(annotations) }

    private static func text(_ map: [String: String]) -> String {
        map.isEmpty ? "{}" : JSON.object(map.mapValues { .string($0) }).canonical
    }
}
