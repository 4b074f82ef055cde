import Resources

/// One line of a watch.
struct WatchEvent {
    /// ADDED, MODIFIED, DELETED or BOOKMARK.
    let kind: String
    /// Of the change; of a present state, the one of its last change.
    let revision: Int64
    /// The resource; null for a bookmark.
    let object: JSON

    /// The row of history, where that is watched, with the states after and before.
    let change: JSON?

    /// Reads a line, and throws what an ERROR line says.
    init(_ line: String) throws(ClientError) {
        guard let json = try? JSON(parsing: line), let kind = json["type"]?.text else {
            throw .unexpectedAnswer("this isn't an event: \(line.prefix(120))")
        }
        guard kind != "ERROR" else {
            let revision = json["revision"].map { "; --revision \($0.words) goes on where it was" } ?? ""
            throw .cutOff((json["detail"]?.text ?? json["reason"]?.text ?? "the watch failed") + revision)
        }
        self.kind = kind
        object = json["object"] ?? .null
        var change = json["change"]
        if change != nil {
            change?["object"] = object
            // What is gone was so before.
            change?["oldObject"] = json["oldObject"] ?? (kind == "DELETED" ? object : nil)
        }
        self.change = change
        revision = (json["revision"] ?? object["metadata"]?["revision"])?.integer ?? 0
    }

    /// Whether it is about this id, written with or without the layer.
    func matches(_ id: String) -> Bool {
        guard let own = object["metadata"]?["id"]?.text else { return false }
        return own == id || own == "\(ConfigurationLayer.api.rawValue)/\(id)"
    }
}

/// A table that grows: the widths are chosen when the present state is known.
struct WatchTable {
    private let columns: [Column]
    private var table: TextTable
    private let startsEmpty: Bool
    private var widths: [Int]?

    /// A table of a type's columns; one that starts empty has no present state to wait for.
    init(_ columns: [Column], startsEmpty: Bool) {
        self.columns = columns
        table = TextTable(["CHANGE", "REVISION", "ID"] + columns.map(\.title))
        self.startsEmpty = startsEmpty
    }

    /// Takes an event and gives the lines to show now: none while the present state is still coming.
    mutating func add(_ event: WatchEvent) -> String {
        let spec = event.object["spec"] ?? .null
        let head = [event.kind, String(event.revision), event.object["metadata"]?["id"]?.text ?? ""]
        let row =
            head
            + columns.map { column in
                let value = column.value(in: spec) ?? .null
                return value == .null ? "" : value.words
            }
        guard let widths else {
            table.rows.append(row)
            return startsEmpty ? settle() : ""
        }
        let terminal = Terminal.output
        return TextTable.line(row, widths, colours: terminal.hasColours, cuts: terminal.isTerminal) + "\n"
    }

    /// Gives the headings and the rows so far, the first time that a bookmark says that they are all.
    mutating func settle() -> String {
        guard widths == nil else { return "" }
        // MODIFIED comes later, and so may longer ids than there are now.
        let least = [8, 8, 24]
        var roomy = table
        roomy.rows.append(table.titles.indices.map { String(repeating: "-", count: $0 < least.count ? least[$0] : 8) })
        let widths = roomy.widths(within: Terminal.output.width)
        self.widths = widths
        return table.rendered(for: .output, widths: widths)
    }
}
