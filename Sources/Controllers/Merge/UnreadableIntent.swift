import Resources

/// What is said where an intent can't be read: somebody wrote it past the interface, which checks.
enum UnreadableIntent {
    /// The annotation of a merged spec that carries the words to its apply status.
    static let annotation = "unreadable"

    /// The first of a spec's layers that can't be read; `nil` when all can.
    static func first<Spec: ResourceSpec>(of layers: [ResourceCache<Spec>.Entry]) -> ResourceCache<Spec>.Entry? {
        layers.filter { $0.spec == nil }.min { $0.metadata.key.id < $1.metadata.key.id }
    }

    /// Which layer can't be read, and why.
    static func note<Spec: ResourceSpec>(_ layer: ResourceCache<Spec>.Entry) -> String {
        let faults = layer.faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; ")
        return "the intent \(layer.metadata.key.id) can't be read, so nothing is changed until it is mended (\(faults))"
    }
}
