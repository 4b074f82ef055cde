import Resources

/// A change below what led to it, and above what followed from it.
struct TraceTree {
    /// A row for each change.
    private(set) var table = TextTable(["CHANGE", "REVISION", "AFTER", "OPERATION", "ACTOR", "WHAT"])

    /// As the daemon tells it.
    init(_ trace: JSON) {
        let causes = (trace["causes"]?.elements ?? []).reversed()
        var stem = Stem()
        for cause in causes {
            add(cause, stem)
            stem = stem.child(isLast: true)
        }
        add(trace, stem)
        addEffects(of: trace, below: stem)
    }

    private mutating func addEffects(of change: JSON, below stem: Stem) {
        let effects = change["effects"]?.elements ?? []
        for (place, effect) in effects.enumerated() {
            let child = stem.child(isLast: place == effects.count - 1)
            add(effect, child)
            addEffects(of: effect, below: child)
        }
    }

    private mutating func add(_ change: JSON, _ stem: Stem) {
        func text(_ name: String) -> String { change[name]?.text ?? "" }
        let name = text("namespace") == Namespace.network ? "" : text("namespace") + "/"
        let delay = change["delay"]?.integer.map { "\($0) ms" } ?? ""
        table.rows.append([
            "\(stem.text)\(name)\(text("type"))/\(text("id"))", change["revision"]?.words ?? "", delay,
            text("operation"),
            text("actor"), Self.what(change),
        ])
    }

    /// Why a person did it, or how it went.
    private static func what(_ change: JSON) -> String {
        if let message = change["message"]?.text { return message }
        // What went with its resource says what was so before.
        guard change["operation"]?.text != "destroyed" else { return "" }
        guard change["type"]?.text == ApplyStatus.typeName, let spec = change["object"]?["spec"] else { return "" }
        return [spec["state"]?.text, spec["reason"]?.text].compactMap { $0 }.filter { !$0.isEmpty }.joined(
            separator: ": ")
    }
}
