public import Resources

/// Works out what the kernel would be asked to do if some uncommitted rows were committed.
///
/// The store asks for it on behalf of the gateway, which knows nothing of controllers.
public protocol Planner: Sendable {
    /// The kernel operations in the order in which they would run.
    ///
    /// - Parameter changes: The rows as a dry run left them; `nil` for a row that is gone or going.
    /// - Returns: The operations; none where the kernel is as it will have to be.
    /// - Throws: `kernel`, `store`.
    func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> [PlannedOperation]
}

/// Why no plan can be given.
public enum PlannerError: Error, Hashable, Sendable {
    /// The kernel can't be looked at.
    case kernel(String)
    /// The store can't be read.
    case store(StoreError)
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
