import Resources

/// One change, as the history gives it.
struct HistoryRow {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    /// What a table shows.
    static let titles = ["REVISION", "WHEN", "OPERATION", "RESOURCE", "ACTOR", "MESSAGE"]
    /// What a wide table shows besides.
    static let wideTitles = ["NAMESPACE", "TIME", "TRANSACTION", "CAUSE", "REQUEST"]

    /// The cells of a row.
    func cells(now: Moment, isWide: Bool) -> [String] {
        let when = text("time").flatMap { Moment($0)?.relative(to: now) } ?? ""
        let resource = "\(text("type") ?? "")/\(text("id") ?? "")"
        let cells = [
            number("revision"), when, text("operation") ?? "", resource, text("actor") ?? "", text("message") ?? "",
        ]
        guard isWide else { return cells }
        let rest = [text("namespace"), text("time"), number("transaction"), number("cause"), text("requestId")]
        return cells + rest.map { $0 ?? "" }
    }

    /// What the change changed in the spec.
    var difference: String {
        let old = json["oldObject"]?["spec"] ?? .null
        let new = text("operation") == "destroyed" ? .null : json["object"]?["spec"] ?? .null
        return old.difference(to: new)
    }

    private func text(_ name: String) -> String? { json[name]?.text }
    private func number(_ name: String) -> String { json[name].map(\.words) ?? "" }

    /// The change's number.
    var revision: Int64 { json["revision"]?.integer ?? 0 }

    /// The table of several rows.
    static func table(_ rows: [HistoryRow], isWide: Bool, now: Moment = .now) -> TextTable {
        TextTable(isWide ? titles + wideTitles : titles, rows.map { $0.cells(now: now, isWide: isWide) })
    }
}
