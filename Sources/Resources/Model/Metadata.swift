/// What every resource says of itself besides its spec (after COSI's resource metadata).
public struct Metadata: Hashable, Sendable {
    /// Which resource it is.
    public var key: ResourceKey
    /// Counts this resource's changes from 1; starts again at 1 when it is destroyed and created anew.
    public var version: Int64
    /// The store-wide number of the last change: strictly increasing, never reused.
    public var revision: Int64
    /// Whether it is meant to stay.
    public var phase: Phase
    /// The controller that wrote it and alone may change it; empty for what people write.
    public var owner: String
    /// Who has something to undo before it may be destroyed.
    public var finalizers: [String]
    /// Names and values to select by.
    public var labels: [String: String]
    /// Names and values that only inform.
    public var annotations: [String: String]
    /// When it was created: RFC 3339, UTC, milliseconds.
    public var created: String
    /// When it was last changed: RFC 3339, UTC, milliseconds.
    public var updated: String

    /// The annotation of a merged spec that says why its layers come to nothing new, and so what is refused of them.
    public static let unreadable = "unreadable"

    /// Metadata of a resource that isn't stored yet.
    public init(
        _ key: ResourceKey, owner: String = "", finalizers: [String] = [], labels: [String: String] = [:],
        annotations: [String: String] = [:]
    ) {
        self.key = key
        self.owner = owner
        self.finalizers = finalizers
        self.labels = labels
        self.annotations = annotations
        version = 0
        revision = 0
        phase = .running
        created = ""
        updated = ""
    }

    /// The object that answers and history show.
    public var json: JSON {
        var members: [String: JSON] = [
            "namespace": .string(key.namespace), "type": .string(key.type), "id": .string(key.id),
            "version": .integer(version), "revision": .integer(revision), "phase": .string(phase.rawValue),
            "created": .string(created), "updated": .string(updated),
        ]
        if !owner.isEmpty { members["owner"] = .string(owner) }
        if !labels.isEmpty { members["labels"] = .object(labels.mapValues { .string($0) }) }
        if !annotations.isEmpty { members["annotations"] = .object(annotations.mapValues { .string($0) }) }
        if !finalizers.isEmpty { members["finalizers"] = .array(finalizers.map { .string($0) }) }
        return .object(members)
    }
}

/// Namespace, type and id: what no two resources share.
public struct ResourceKey: Hashable, Sendable, CustomStringConvertible {
    /// `network-config` for intent, `network` for what controllers derive and observe.
    public var namespace: String
    /// The type's name, such as `AddressSpec`.
    public var type: String
    /// The id within the type; may hold slashes.
    public var id: String

    /// A key from its parts.
    public init(_ namespace: String, _ type: String, _ id: String) {
        self.namespace = namespace
        self.type = type
        self.id = id
    }

    /// The parts with slashes between them, as in a URL's path.
    public var description: String { "\(namespace)/\(type)/\(id)" }
}

/// Whether a resource is meant to stay (COSI).
public enum Phase: String, Hashable, Sendable {
    /// It is wanted.
    case running
    /// It goes as soon as nobody holds a finalizer on it.
    case tearingDown
}
