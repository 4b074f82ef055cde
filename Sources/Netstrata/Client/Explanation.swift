import Resources

/// Where a merged spec comes from, as the daemon says it (`GET /v1/explain/…`).
struct Explanation {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    /// The layers from the highest to the lowest; where several documents speak in a layer, a row for each.
    func table(now: Moment = .now) -> TextTable {
        let documents = layers.map(Self.documents)
        let hasMembers = documents.contains { $0.count > 1 }
        let titles =
            ["LAYER", "DECIDES", "DOCUMENT"] + (hasMembers ? ["MEMBERS"] : [])
            + ["REVISION", "CAUSE", "BY", "UPDATED", "MESSAGE"]
        let rows = zip(layers, documents).flatMap { layer, documents in
            documents.enumerated().map { index, document in
                let (first, last) = index == 0 ? Self.cells(layer, now) : (["", ""], ["", "", "", "", ""])
                return first + [document.name] + (hasMembers ? [document.members] : []) + last
            }
        }
        return TextTable(titles, rows)
    }

    private var layers: [JSON] { json["layers"]?.elements ?? [] }

    /// What stands in front of the document, and behind it.
    private static func cells(_ layer: JSON, _ now: Moment) -> ([String], [String]) {
        func text(_ name: String) -> String { layer[name]?.text ?? "" }
        func number(_ name: String) -> String { layer[name].map(\.words) ?? "" }
        let updated = layer["updated"]?.text.flatMap { Moment($0)?.relative(to: now) } ?? ""
        return (
            [text("layer"), layer["decides"]?.bool == true ? "yes" : ""],
            [number("revision"), number("causedBy"), text("actor"), updated, text("message")]
        )
    }

    /// The documents of a layer with the line of what they say, and the members that come from each; one without a name for none.
    private static func documents(_ layer: JSON) -> [(name: String, members: String)] {
        let documents = (layer["documents"]?.elements ?? []).map { document in
            let name = document["document"]?.text ?? ""
            let members = document["members"]?.elements?.compactMap(\.text)
            return (
                document["line"]?.integer.map { "\(name):\($0)" } ?? name,
                members.map { $0.isEmpty ? "none" : $0.joined(separator: ",") } ?? ""
            )
        }
        return documents.isEmpty ? [("", "")] : documents
    }

    /// What each layer asks for, to stand beneath its last row.
    var specs: [String] {
        layers.flatMap { layer in
            let above = Self.documents(layer).dropFirst().map { _ in "" }
            return above + [Self.without(["layer"], layer["spec"] ?? .null).words]
        }
    }

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
        guard let status = json["status"], status != .null else { return "state: nothing is known of it" }
        let source = json["statusOf"]?.text ?? ""
        guard let state = status["state"]?.text else { return "\(source): \(status.words)".withoutControls }
        // Of some specs another's state says how far they are, as a file's of those that it is made of.
        let own = "ApplyStatus/\(json["type"]?.text ?? "")/\(json["id"]?.text ?? "")"
        let subject = source.isEmpty || source == own ? "" : " of \(source.dropFirst("ApplyStatus/".count))"
        let reason = ["reason", "errno", "extack"].compactMap { status[$0]?.text }.filter { !$0.isEmpty }
        let repairs = status["repairs"]?.integer ?? 0
        let drift = repairs == 0 ? [] : ["put right \(repairs == 1 ? "once" : "\(repairs) times")"]
        return ("state\(subject): " + ([state] + reason + drift).joined(separator: "; ")).withoutControls
    }

    private static func without(_ names: [String], _ value: JSON) -> JSON {
        value.members.map { members in .object(members.filter { !names.contains($0.key) }) } ?? value
    }
}
