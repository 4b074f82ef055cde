import Resources

/// How what is said of one resource differs from something else that is said of it (`Resource.compared`).
struct DocumentDifference: Sendable {
    let key: ResourceKey
    /// `nil` where there is none.
    let before: JSON?
    let after: JSON?

    private var operation: String {
        before == nil ? "added" : after == nil ? "removed" : "changed"
    }

    /// What has to be done to one to have the other (RFC 6902).
    var patch: JSON { .array((before ?? [:]).patch(to: after ?? [:])) }

    /// The same in both ways (RFC 6902, RFC 7396), and what it comes to.
    var json: JSON {
        [
            "resource": .string(key.description), "operation": .string(operation), "patch": patch,
            "mergePatch": (before ?? [:]).mergePatch(to: after ?? [:]),
        ]
    }

    /// A unified diff of both as YAML; texts of several lines, such as the machine configuration, have a part of their own.
    ///
    /// - Parameters:
    ///   - from: When it is as it was before: `revision 60`.
    ///   - to: When it is as it was after.
    /// - Returns: The lines, each with its end; nothing where both are equal.
    /// - Throws: `internal` when something can't be written as YAML.
    func text(from: String, to: String) throws(Problem) -> String {
        let (old, new) = (before ?? [:], after ?? [:])
        var parts = [("", try Self.yaml(old.withoutTexts), try Self.yaml(new.withoutTexts))]
        for name in Set(old.texts.keys).union(new.texts.keys).sorted() {
            parts.append((" spec.\(name)", old.texts[name] ?? "", new.texts[name] ?? ""))
        }
        return parts.map { part, old, new in
            let lines = LineDifference(from: old, to: new, showing: .everything).lines
            guard !lines.isEmpty else { return "" }
            func title(_ document: JSON?, _ time: String) -> String {
                document == nil ? "/dev/null" : "\(key)\(part)\t\(time)"
            }
            return (["--- \(title(before, from))", "+++ \(title(after, to))"] + lines).map { $0 + "\n" }.joined()
        }.joined()
    }

    private static func yaml(_ json: JSON) throws(Problem) -> String {
        json.members?.isEmpty == true ? "" : try YAMLText.text(json)
    }
}

extension JSON {
    /// Members of a spec that are texts of several lines.
    fileprivate var texts: [String: String] {
        (self["spec"]?.members ?? [:]).compactMapValues { $0.text?.contains("\n") == true ? $0.text : nil }
    }

    /// The document without them.
    fileprivate var withoutTexts: JSON {
        let texts = texts
        guard !texts.isEmpty, let members = self["spec"]?.members else { return self }
        var document = self
        let rest = members.filter { texts[$0.key] == nil }
        document["spec"] = rest.isEmpty ? nil : .object(rest)
        return document
    }
}
