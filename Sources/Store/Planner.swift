public import Resources

/// Works out what would follow if some uncommitted rows were committed.
///
/// The store asks for it on behalf of the gateway, which knows nothing of controllers.
public protocol Planner: Sendable {
    /// What would follow.
    ///
    /// - Parameter changes: The rows as a dry run left them; `nil` for a row that is gone or going.
    /// - Returns: The rows of layers that would differ, and the kernel's operations.
    /// - Throws: `kernel`, `store`, `configuration`.
    func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> Forecast

    /// The rows of layers of one type that would differ.
    ///
    /// - Throws: `store`, `configuration`.
    func layers(of type: String, after changes: [ResourceKey: Resource?]) throws(PlannerError) -> [LayerChange]

    /// Which documents ask for rows of layers; only rows for which one does are named.
    ///
    /// - Throws: `store`, `configuration`.
    func origins(of keys: [ResourceKey]) throws(PlannerError) -> [ResourceKey: [RowOrigin]]
}

/// The part of a configuration that asks for a row.
public struct RowOrigin: Hashable, Sendable {
    /// The document: `LinkConfig/eth0`.
    public var document: String
    /// The line of the part, from 1.
    public var line: Int
    /// The part within its document; the root for all of it.
    public var pointer: JSONPointer
    /// The members of the row's spec that come from there; `nil` for all of them.
    public var members: [String]?

    /// An origin from its parts.
    public init(document: String, line: Int, pointer: JSONPointer = .root, members: [String]? = nil) {
        self.document = document
        self.line = line
        self.pointer = pointer
        self.members = members
    }

    /// The origin as an answer shows it.
    public var json: JSON {
        var json: JSON = [
            "document": .string(document), "line": .integer(Int64(line)), "pointer": .string(pointer.description),
        ]
        json["members"] = members.map { .array($0.map { .string($0) }) }
        return json
    }
}

/// What would follow from a change.
public struct Forecast: Hashable, Sendable {
    /// The rows of the layers that follow from a configuration, sorted by key; only those that would differ.
    public var layers: [LayerChange]
    /// The kernel operations in the order in which they would run; none where the kernel is as it will have to be.
    public var operations: [PlannedOperation]

    /// A forecast from its parts.
    public init(layers: [LayerChange] = [], operations: [PlannedOperation] = []) {
        self.layers = layers
        self.operations = operations
    }
}

/// A row of a layer, before it is written.
public struct LayerChange: Hashable, Sendable {
    /// Which.
    public var key: ResourceKey
    /// The spec as it is stored; `nil` where there is none.
    public var before: String?
    /// The spec as it would be; `nil` when it would go.
    public var after: String?

    /// A change from its parts.
    public init(_ key: ResourceKey, before: String?, after: String?) {
        self.key = key
        self.before = before
        self.after = after
    }

    /// The change as an answer shows it.
    public var json: JSON {
        func value(_ text: String?) -> JSON { text.flatMap { try? JSON(parsing: $0) } ?? .null }
        let operation = before == nil ? "create" : after == nil ? "delete" : "update"
        return [
            "resource": .string(key.description), "operation": .string(operation), "before": value(before),
            "after": value(after),
        ]
    }
}

/// Why no plan can be given.
public enum PlannerError: Error, Hashable, Sendable {
    /// The kernel can't be looked at.
    case kernel(String)
    /// The store can't be read.
    case store(StoreError)
    /// The stored configuration can't be read.
    case configuration(String)
}

/// One operation on the kernel, before it is done.
public struct PlannedOperation: Hashable, Sendable {
    /// What is done, in words: `add address`.
    public var operation: String
    /// The object: `address eth0/192.0.2.10/24`.
    public var object: String
    /// What it is like now; `null` where there is nothing.
    public var before: JSON
    /// What it will be like; `null` where nothing is left.
    public var after: JSON
    /// Whether it can cut traffic.
    public var isDisruptive: Bool
    /// What else to know: what goes with it, what is put back.
    public var note: String

    /// An operation from its parts.
    public init(
        _ operation: String, _ object: String, before: JSON = .null, after: JSON = .null, isDisruptive: Bool = false,
        note: String = ""
    ) {
        self.operation = operation
        self.object = object
        self.before = before
        self.after = after
        self.isDisruptive = isDisruptive
        self.note = note
    }

    /// The operation as an answer shows it.
    public var json: JSON {
        var members: [String: JSON] = [
            "operation": .string(operation), "object": .string(object), "before": before, "after": after,
            "disruptive": .bool(isDisruptive),
        ]
        if !note.isEmpty { members["note"] = .string(note) }
        return .object(members)
    }
}
