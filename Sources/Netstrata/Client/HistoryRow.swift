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

    /// What the change changed: members of the spec, labels, annotations, finalizers and the phase.
    var difference: String {
        let (old, new) = (json["oldObject"], text("operation") == "destroyed" ? nil : json["object"])
        // That a resource that is made is to stay goes without saying.
        let showsPhase = old != nil && new != nil
        let (before, after) = (Self.told(old, showsPhase), Self.told(new, showsPhase))
        // Of texts such as the machine configuration and files, the lines that differ are shown.
        let names = Self.texts(in: before).union(Self.texts(in: after))
        let rest = before.without(names).difference(to: after.without(names))
        let texts = names.sorted().map { name in
            let lines = LineDifference(
                from: before[name]?.text ?? "", to: after[name]?.text ?? "", showing: .everything
            ).lines
            return lines.isEmpty ? "" : ([name] + lines.map(\.lineWithoutControls)).joined(separator: "\n")
        }
        return ([rest] + texts + [found(old, new)]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// What was found instead of what should be, where that is lines of a text, such as a file's.
    private func found(_ old: JSON?, _ new: JSON?) -> String {
        let drift = new?["spec"]?["drift"]
        guard drift != old?["spec"]?["drift"], let text = drift?["found"]?.text, text.contains("\n") else { return "" }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return (["found"] + lines.map { String($0).lineWithoutControls }).joined(separator: "\n")
    }

    private static func texts(in members: JSON) -> Set<String> {
        Set((members.members ?? [:]).filter { $0.value.text?.contains("\n") == true }.keys)
    }

    /// What was set in a resource, as the members of one object.
    private static func told(_ document: JSON?, _ showsPhase: Bool) -> JSON {
        guard let document, let metadata = document["metadata"] else { return .null }
        var members = document["spec"]?.members ?? [:]
        if members["drift"]?["found"]?.text?.contains("\n") == true { members["drift"]?["found"] = nil }
        for (kind, name) in [("labels", "label"), ("annotations", "annotation")] {
            for (key, value) in metadata[kind]?.members ?? [:] { members["\(name) \(key)"] = value }
        }
        members["finalizers"] = metadata["finalizers"]
        if showsPhase { members["phase"] = metadata["phase"] }
        return .object(members)
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

extension JSON {
    /// An object without some of its members; `null` where none is left of them.
    fileprivate func without(_ names: Set<String>) -> JSON {
        guard let members, !names.isEmpty else { return self }
        let rest = members.filter { !names.contains($0.key) }
        return rest.isEmpty ? .null : .object(rest)
    }
}
