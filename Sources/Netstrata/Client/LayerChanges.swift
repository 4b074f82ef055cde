import Resources

/// Which rows of layers a dry run of a machine configuration would change.
struct LayerChanges {
    let rows: [JSON]

    init(_ answer: JSON, in member: String = "changes") { rows = answer[member]?.elements ?? [] }

    /// A line for each row, in the order of their names.
    func rendered() -> String {
        guard !rows.isEmpty else { return "layers: all stay as they are\n" }
        let count = rows.count == 1 ? "1 resource changes" : "\(rows.count) resources change"
        return (["layers: \(count)"] + rows.map(Self.line)).map { $0 + "\n" }.joined()
    }

    private static func line(_ row: JSON) -> String {
        let name = row["resource"]?.text ?? ""
        let line = "  \(row["operation"]?.text ?? "change")  \(ResourceName.short(name))"
        let change = spec(row["before"]).difference(to: spec(row["after"]))
        return change.isEmpty ? line : "\(line)  \(change)"
    }

    /// What a row says besides its layer, which its name says.
    private static func spec(_ value: JSON?) -> JSON {
        var spec = value ?? .null
        if spec.members != nil { spec["layer"] = nil }
        return spec
    }
}
