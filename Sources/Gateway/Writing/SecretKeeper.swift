import Resources
import Store

/// Puts references in the place of secrets that people write out in specs.
struct SecretKeeper {
    let transaction: WriteTransaction
    /// Whether nothing may be kept: `REDACTED` stands for a secret that isn't kept already.
    let isDryRun: Bool

    /// The canonical text of a spec with a reference for each secret.
    func keep(_ spec: String, of type: ResourceType) throws(Problem) -> String {
        let paths = type.secretPaths.filter { path in path.last.map(spec.mentions) ?? false }
        guard !paths.isEmpty, var json = try? JSON(parsing: spec) else { return spec }
        for path in paths { json = try replacing(json, path[...]) }
        let kept = json.canonical
        if kept != spec { type.forgetLargeSpec() }
        return kept
    }

    /// The value with references where a path leads, through the items of lists.
    private func replacing(_ json: JSON, _ path: ArraySlice<String>) throws(Problem) -> JSON {
        if let items = json.elements {
            var replaced: [JSON] = []
            for item in items { replaced.append(try replacing(item, path)) }
            return .array(replaced)
        }
        guard let name = path.first else {
            return try json.text.map { text throws(Problem) in try shown(text) } ?? json
        }
        guard let member = json[name] else { return json }
        var object = json
        object[name] = try replacing(member, path.dropFirst())
        return object
    }

    private func shown(_ secret: String) throws(Problem) -> JSON {
        guard SecretReference(secret) == nil else { return .string(secret) }
        let reference = try answering { () throws(StoreError) in
            try isDryRun ? transaction.reference(to: secret) : transaction.keep(secret: secret)
        }
        return .string(reference?.description ?? SecretReference.redaction)
    }
}
