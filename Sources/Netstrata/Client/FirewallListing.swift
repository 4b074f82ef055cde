import Resources

/// The packet filter as people read it: a table for each chain, in the order in which packets meet them.
struct FirewallListing {
    private let answer: JSON
    private let isWide: Bool

    init(_ answer: JSON, isWide: Bool) { (self.answer, self.isWide) = (answer, isWide) }

    /// All of it.
    func text(for terminal: Terminal, now: Moment = .now) -> String {
        let chains = answer["chains"]?.elements ?? []
        guard !chains.isEmpty else { return "No chain is asked for: nothing is filtered here.\n" }
        let tables = chains.map { Self.heading($0) + "\n" + table($0, now).rendered(for: terminal) }
        let notes = (answer["notes"]?.elements ?? []).compactMap(\.text).map { "Note: \($0).\n" }
        return (tables + notes).joined(separator: "\n")
    }

    private static func heading(_ chain: JSON) -> String {
        func text(_ name: String) -> String { chain[name]?.text ?? "" }
        var parts = ["chain \(text("name"))"]
        if text("hook").isEmpty {
            parts.append("only other chains lead to it")
        } else {
            parts += ["\(text("type")) at \(text("hook"))", "priority \(text("priority"))", "policy \(text("policy"))"]
        }
        parts.append("layer \(text("layer"))")
        let state = text("state")
        if state != "applied" {
            let reason = text("reason")
            parts.append((state.isEmpty ? "not applied yet" : state) + (reason.isEmpty ? "" : ": \(reason)"))
        }
        return parts.joined(separator: ", ")
    }

    private func table(_ chain: JSON, _ now: Moment) -> TextTable {
        let titles = ["#", "RULE", "WHAT", "PACKETS", "BYTES", "ADDED", "BY", "WHY"]
        let further = ["DESCRIPTION", "CHANGED", "BY", "DOCUMENT"]
        return TextTable(
            isWide ? titles + further : titles,
            (chain["rules"]?.elements ?? []).map { rule in
                func text(_ name: String) -> String { rule[name]?.text ?? "" }
                func when(_ member: String) -> String {
                    Moment(rule[member]?["time"]?.text ?? "")?.relative(to: now) ?? ""
                }
                let isThere = rule["inKernel"] == true
                let cells = [
                    String((rule["place"]?.integer ?? 0) + 1), text("name"), text("words"),
                    isThere ? rule["packets"]?.words ?? "-" : "not there", isThere ? rule["bytes"]?.words ?? "-" : "",
                    when("added"), rule["added"]?["actor"]?.text ?? "", rule["added"]?["message"]?.text ?? "",
                ]
                guard isWide else { return cells }
                let line = rule["document"].map { "\($0["document"]?.text ?? ""):\($0["line"]?.words ?? "")" }
                return cells + [
                    text("description"), when("changed"), rule["changed"]?["actor"]?.text ?? "", line ?? "",
                ]
            })
    }
}
