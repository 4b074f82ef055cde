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

    /// What differs.
    var document: DocumentDifference {
        DocumentDifference(key: key, before: before?.compared, after: after?.compared)
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
