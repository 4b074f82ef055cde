import Resources
import Store

/// A resource as it was at two times.
struct ResourceDifference: Sendable {
    let key: ResourceKey
    /// `nil` where there was none.
    let before: Resource?
    let after: Resource?

    /// Whether somebody would see a difference; versions and times don't count.
    var isOne: Bool {
        guard let before, let after else { return before != nil || after != nil }
        return before.metadata.revision != after.metadata.revision && before.compared != after.compared
    }

    private var operation: String {
        before == nil ? "added" : after == nil ? "removed" : "changed"
    }

    /// What has to be done to one to have the other (RFC 6902, RFC 7396).
    var json: JSON {
        let (old, new) = (before?.compared ?? [:], after?.compared ?? [:])
        return [
            "resource": .string(key.description), "operation": .string(operation), "patch": .array(old.patch(to: new)),
            "mergePatch": old.mergePatch(to: new),
        ]
    }

    /// A unified diff of both as YAML; texts of several lines, such as the machine configuration, have a part of their own.
    func text(_ from: Int64, _ to: Int64) throws(Problem) -> String {
        let (old, new) = (before?.compared ?? [:], after?.compared ?? [:])
        var parts = [("", try Self.yaml(old.withoutTexts), try Self.yaml(new.withoutTexts))]
        for name in Set(old.texts.keys).union(new.texts.keys).sorted() {
            parts.append((" spec.\(name)", old.texts[name] ?? "", new.texts[name] ?? ""))
        }
        return parts.map { part, old, new in
            let lines = LineDifference(from: old, to: new, showing: .everything).lines
            guard !lines.isEmpty else { return "" }
            func title(_ resource: Resource?, _ revision: Int64) -> String {
                resource == nil ? "/dev/null" : "\(key)\(part)\trevision \(revision)"
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

extension Resource {
    /// What somebody set: the spec, labels and annotations; and whether it is going.
    var compared: JSON {
        var compared: JSON = ["spec": (try? JSON(parsing: spec)) ?? .null]
        for (kind, texts) in [("labels", metadata.labels), ("annotations", metadata.annotations)] where !texts.isEmpty {
            compared[kind] = .object(texts.mapValues { .string($0) })
        }
        if metadata.phase == .tearingDown { compared["phase"] = .string(metadata.phase.rawValue) }
        return compared
    }
}
