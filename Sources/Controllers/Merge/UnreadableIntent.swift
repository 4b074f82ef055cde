import Resources

/// What is said where an intent can't be read: somebody wrote it past the interface, which checks.
enum UnreadableIntent {
    /// The annotation of a merged spec that carries the words to its apply status.
    static let annotation = "unreadable"

    /// Which of a spec's layers can't be read, and why; `nil` when all can.
    static func note<Spec: ResourceSpec>(_ layers: [ResourceCache<Spec>.Entry]) -> String? {
        let unreadable = layers.filter { $0.spec == nil }.sorted { $0.metadata.key.id < $1.metadata.key.id }
        guard let first = unreadable.first else { return nil }
        let faults = first.faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; ")
        return "the intent \(first.metadata.key.id) can't be read, so nothing is changed until it is mended (\(faults))"
    }
}
