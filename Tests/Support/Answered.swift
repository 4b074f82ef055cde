import Synchronization

/// Whether something has happened yet.
public final class Answered: Sendable {
    private let state = Mutex(false)

    /// It hasn't.
    public init() {}

    /// It has.
    public func set() { state.withLock { $0 = true } }

    /// Whether it has.
    public var isSet: Bool { state.withLock { $0 } }
}
