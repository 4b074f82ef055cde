import Synchronization

/// The large specs that were just made ready to be stored: who reads such a text next needs no milliseconds to decode it.
///
/// One of each type at most, and only until it is read: a peer of a thousand that is changed goes this way from the gateway to the
/// controller.
enum LargeSpecs {
    private static let fresh = Mutex<[String: (text: String, spec: any ResourceSpec)]>([:])

    /// Keeps what a text says; a small one is soon decoded.
    static func keep<Spec: ResourceSpec>(_ spec: Spec, as text: String) {
        guard text.utf8.count >= Limit.largeSpec else { return }
        fresh.withLock { $0[Spec.typeName] = (text, spec) }
    }

    /// What exactly this text says, for the first who asks.
    static func take<Spec: ResourceSpec>(_ text: String) -> Spec? {
        guard text.utf8.count >= Limit.largeSpec else { return nil }
        return fresh.withLock { fresh in
            guard let found = fresh[Spec.typeName], found.text == text else { return nil }
            fresh[Spec.typeName] = nil
            return found.spec as? Spec
        }
    }
}
