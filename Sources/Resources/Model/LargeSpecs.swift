import Synchronization

/// The large specs that were made ready to be stored last: who reads such a text, or changes an item of it, needs no
/// milliseconds to decode it.
///
/// One of each type at most: a peer of a thousand that is changed goes this way from the gateway to the controller.
enum LargeSpecs {
    private static let last = Mutex<[String: (text: String, spec: any ResourceSpec)]>([:])

    /// Keeps what a text says; a small one is soon decoded.
    static func keep<Spec: ResourceSpec>(_ spec: Spec, as text: String) {
        guard text.utf8.count >= Limit.largeSpec else { return }
        last.withLock { $0[Spec.typeName] = (text, spec) }
    }

    /// What exactly this text says, if it was kept.
    static func find<Spec: ResourceSpec>(_ text: String) -> Spec? {
        guard text.utf8.count >= Limit.largeSpec else { return nil }
        return last.withLock { last in
            guard let found = last[Spec.typeName], found.text == text else { return nil }
            return found.spec as? Spec
        }
    }

    /// Keeps nothing of a type any more, as where its text holds secrets.
    static func forget(_ typeName: String) { last.withLock { $0[typeName] = nil } }
}
