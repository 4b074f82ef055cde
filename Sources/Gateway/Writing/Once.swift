import Synchronization

/// A value that is worked out once, at first use, by whoever comes first; others wait for it.
final class Once<Value: Sendable>: Sendable {
    private let work: @Sendable () -> Value
    private let known = Mutex<Value?>(nil)

    /// - Parameter work: Works it out; must not ask for the value itself.
    init(_ work: @escaping @Sendable () -> Value) { self.work = work }

    /// The value; blocks its thread while it is worked out.
    var value: Value {
        known.withLock { known in
            if let known { return known }
            let value = work()
            known = value
            return value
        }
    }
}
