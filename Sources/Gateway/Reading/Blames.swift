import NIOHTTP1
import Resources
import Store

/// `GET …?blame`: who set each member of a resource last, when and why.
///
/// What a controller wrote because of something is its author's who did that: of a row that follows from the machine
/// configuration, whoever put the configuration.
enum Blames {
    static func of(_ target: Target, _ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        let rows = layers(target, asWritten: request.path.id)
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in
                var fields: [JSONPointer: Field] = [:]
                for key in rows {
                    // A higher layer has the last word on what it speaks of.
                    for (place, field) in try self.fields(of: key, backend.store) where fields[place] == nil {
                        fields[place] = field
                    }
                }
                guard !fields.isEmpty else { throw try target.missing(in: backend.store) }
                var authors = Authors(store: backend.store)
                var items: [JSON] = []
                for (place, field) in fields.sorted(by: { $0.key.description < $1.key.description }) {
                    items.append(try field.json(at: place, &authors))
                }
                return try .value(
                    [
                        "resource": .string(target.key.description), "fields": .array(items),
                        "revision": .integer(backend.store.revision),
                    ], format)
            }
        }
    }

    /// The rows that speak of it, the highest layer first; who names a layer means that one.
    private static func layers(_ target: Target, asWritten id: String) -> [ResourceKey] {
        guard target.type.placement == .layered, target.key.namespace == Namespace.config, LayeredID(id) == nil else {
            return [target.key]
        }
        return LayeredID.rows(target.key.type, target.mergedID).reversed()
    }

    /// A member as it is, and the change that made it so.
    private struct Field {
        let key: ResourceKey
        let value: JSON
        let change: Change
        /// Whether the change is only the oldest that is kept: who made it so isn't known any more.
        var isOlder = false

        func json(at place: JSONPointer, _ authors: inout Authors) throws(Problem) -> JSON {
            var members: [String: JSON] = ["pointer": .string(place.description), "value": value]
            members["layer"] = LayeredID(key.id).map { .string($0.layer.rawValue) }
            guard !isOlder else {
                members["beforeRevision"] = .integer(change.revision)
                return .object(members)
            }
            let author = try authors.author(of: change)
            members.merge(author.transaction.members) { own, _ in own }
            members["revision"] = .integer(author.revision)
            members["transaction"] = .integer(author.transaction.id)
            if author.revision != change.revision {
                members["through"] = [
                    "revision": .integer(change.revision), "actor": .string(change.transaction.context.actor),
                ]
            }
            return .object(members)
        }
    }

    /// How many changes are read at a time on the way back.
    private static let page = 64

    /// Walks back from the present until every member's last change is found.
    private static func fields(of key: ResourceKey, _ store: ResourceStore) throws(Problem) -> [JSONPointer: Field] {
        var found: [JSONPointer: Field] = [:]
        var open: [JSONPointer: JSON] = [:]
        var later: Change?
        var before = Int64.max
        while true {
            let changes = try answering { () throws(StoreError) in
                try store.changes(before: before, matching: HistoryFilter(key), limit: page)
            }
            for change in changes {
                if let later {
                    let state = change.operation == .destroyed ? [:] : change.resource.blamed
                    for (place, value) in open where state[place] != value {
                        found[place] = Field(key: key, value: value, change: later)
                        open[place] = nil
                    }
                } else {
                    guard change.operation != .destroyed else { return [:] }
                    open = change.resource.blamed
                }
                later = change
                if open.isEmpty { return found }
            }
            guard changes.count == page, let last = changes.last else { break }
            before = last.revision
        }
        // What was there when it came into being has its maker; else what came before is pruned.
        if let later {
            let isOlder = later.operation != .created
            for (place, value) in open {
                found[place] = Field(key: key, value: value, change: later, isOlder: isOlder)
            }
        }
        return found
    }
}

/// Who stands behind changes that controllers made.
struct Authors {
    private let store: ResourceStore
    private var known: [Int64: Change] = [:]

    /// How many causes of causes are followed.
    private static let depth = 16

    init(store: ResourceStore) { self.store = store }

    /// The first of the changes that led to this one.
    mutating func author(of change: Change) throws(Problem) -> Change {
        var author = change
        for _ in 0..<Self.depth {
            // What put a change back has that change as its cause, and isn't its author's doing.
            guard author.transaction.context.origin == .controller, let cause = author.transaction.context.cause,
                cause < author.revision
            else { break }
            guard let earlier = try read(cause) else { break }
            author = earlier
        }
        return author
    }

    private mutating func read(_ revision: Int64) throws(Problem) -> Change? {
        if let change = known[revision] { return change }
        let change = try answering { () throws(StoreError) in try store.change(revision) }
        known[revision] = change
        return change
    }
}

extension Resource {
    /// What somebody set in it: members of the spec, labels and annotations.
    fileprivate var blamed: [JSONPointer: JSON] {
        let json = json
        var members = json["spec"] ?? [:]
        // It says only what the id says.
        if LayeredID(metadata.key.id) != nil { members["layer"] = nil }
        var leaves = members.leaves
        leaves[.root] = nil
        for kind in ["labels", "annotations"] {
            for (name, value) in json["metadata"]?[kind]?.members ?? [:] {
                leaves[JSONPointer(tokens: ["metadata", kind, name])] = value
            }
        }
        return leaves
    }
}
