import Resources

/// Where a merged spec comes from, as the daemon says it (`GET /v1/explain/…`).
struct Explanation {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    /// What a table shows.
    private static let titles = [
        "LAYER", "DECIDES", "DOCUMENT", "REVISION", "CAUSE", "BY", "UPDATED", "MESSAGE",
    ]

    /// The layers from the highest to the lowest.
    func table(now: Moment = .now) -> TextTable {
        TextTable(Self.titles, layers.map { Self.cells($0, now) })
    }

    private var layers: [JSON] { json["layers"]?.elements ?? [] }

    private static func cells(_ layer: JSON, _ now: Moment) -> [String] {
        func text(_ name: String) -> String { layer[name]?.text ?? "" }
        func number(_ name: String) -> String { layer[name].map(\.words) ?? "" }
        let document = layer["line"]?.integer.map { "\(text("document")):\($0)" } ?? text("document")
        let updated = layer["updated"]?.text.flatMap { Moment($0)?.relative(to: now) } ?? ""
        return [
            text("layer"), layer["decides"]?.bool == true ? "yes" : "", document, number("revision"),
            number("causedBy"), text("actor"), updated, text("message"),
        ]
    }

    /// What each layer asks for, to stand beneath its row.
    var specs: [String] { layers.map { Self.without(["layer"], $0["spec"] ?? .null).words } }

    /// The merged spec, a line for each member, and how far it is.
    var outcome: String {
        let spec = json["merged"]?["spec"]?.members ?? [:]
        let members = spec.filter { $0.value != .null && $0.value != "" }.sorted { $0.key < $1.key }
        let width = members.map { $0.key.terminalWidth }.max() ?? 0
        let lines = members.map { name, value in
            let padding = String(repeating: " ", count: width - name.terminalWidth + 2)
            return "  \(name.withoutControls)\(padding)\(value.words)"
        }
        let title = members.isEmpty ? "merged: nothing (yet, or any more)" : "merged:"
        return ([title] + lines + [state]).map { $0 + "\n" }.joined()
    }

    private var state: String {
        guard let status = json["status"], let state = status["state"]?.text else {
            return "state: nothing is known of it"
        }
        let reason = ["reason", "errno", "extack"].compactMap { status[$0]?.text }.filter { !$0.isEmpty }
        let repairs = status["repairs"]?.integer ?? 0
        let drift = repairs == 0 ? [] : ["put right \(repairs == 1 ? "once" : "\(repairs) times")"]
        return ("state: " + ([state] + reason + drift).joined(separator: "; ")).withoutControls
    }

    private static func without(_ names: [String], _ value: JSON) -> JSON {
        value.members.map { members in .object(members.filter { !names.contains($0.key) }) } ?? value
    }
}
