import NIOCore
import NIOHTTP1
import Resources
import Store

/// Columns of text for terminals.
enum Table {
    /// Resources as rows: id, version, the type's columns, how far specs got in the kernel, and whether what tags name is kept.
    static func response(
        _ resources: [Resource], _ backend: Backend, _ target: Target, isWide: Bool
    ) -> APIResponse {
        let columns = target.type.columns.filter { isWide || !$0.isWide }
        let states = target.type.stages.count > 1 ? states(backend, target) : nil
        var titles = ["ID", "VERSION"] + columns.map(\.title)
        let marks = TagMarks(target, backend.store)
        if states != nil { titles.append("STATE") }
        if marks != nil { titles.append("HISTORY") }
        if isWide { titles += ["REVISION", "UPDATED"] }
        let rows = resources.map { resource in
            let spec = (try? JSON(parsing: resource.spec)) ?? .null
            let metadata = resource.metadata
            var cells = [metadata.key.id, String(metadata.version)]
            cells += columns.map { cell($0.value(in: spec)) }
            if let states {
                let id = metadata.key.namespace == Namespace.config ? LayeredID(metadata.key.id)?.id : metadata.key.id
                cells.append(states[id ?? metadata.key.id] ?? "")
            }
            if let marks { cells.append(marks.words(resource)) }
            if isWide { cells += [String(metadata.revision), metadata.updated] }
            return cells
        }
        return response(titles, rows)
    }

    /// Changes as rows.
    static func history(_ items: [JSON]) -> APIResponse {
        let names = ["revision", "time", "operation", "namespace", "type", "id", "version", "actor", "message"]
        return response(names.map { $0.uppercased() }, items.map { item in names.map { cell(item[$0]) } })
    }

    /// Rows under titles; each column is as wide as its widest cell.
    static func response(_ titles: [String], _ rows: [[String]]) -> APIResponse {
        var widths = titles.map(\.count)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.terminalWidth) }
        }
        var text = ""
        for row in [titles] + rows {
            var line = ""
            for (index, cell) in row.enumerated() {
                line += cell
                let isLast = row[(index + 1)...].allSatisfy(\.isEmpty)
                if isLast { break }
                line += String(repeating: " ", count: widths[index] - cell.terminalWidth + 3)
            }
            text += line + "\n"
        }
        return APIResponse(.ok, OutputFormat.table.contentType, text.utf8)
    }

    /// The state of each merged spec of the type, by its id.
    private static func states(_ backend: Backend, _ target: Target) -> [String: String] {
        // A table without states is better than none.
        guard let statuses = try? backend.store.list(Namespace.network, ApplyStatus.typeName) else { return [:] }
        let prefix = target.type.name + "/"
        var states: [String: String] = [:]
        for status in statuses.resources where status.metadata.key.id.hasPrefix(prefix) {
            let id = String(status.metadata.key.id.dropFirst(prefix.count))
            states[id] = (try? JSON(parsing: status.spec))?["state"]?.text
        }
        return states
    }

    /// One value on one line.
    private static func cell(_ value: JSON?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        case .array(let elements): elements.map { cell($0) }.joined(separator: ",")
        case .bool, .integer, .number, .object: value?.canonical ?? ""
        }
    }
}
