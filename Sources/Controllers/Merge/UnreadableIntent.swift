import Resources

/// What is said where an intent can't be read: somebody wrote it past the interface, which checks.
enum UnreadableIntent {
    /// What is said of layers each of which can be read, and that can't be together; `nil` when they can.
    static func note<Spec: MergeableSpec>(_ merged: MergedSpec<Spec>, of layers: [ResourceCache<Spec>.Entry]) -> String?
    {
        guard layers.count > 1 else { return nil }
        let faults = merged.spec.contradictions()
        guard !faults.isEmpty else { return nil }
        let names = layers.map(\.metadata.key.id).sorted().joined(separator: " and ")
        return "\(names) can't be together, so nothing is changed until one is mended (\(words(faults)))"
    }

    private static func words(_ faults: [Fault]) -> String {
        faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; ")
    }

    /// The first of a spec's layers that can't be read; `nil` when all can.
    static func first<Spec: ResourceSpec>(of layers: [ResourceCache<Spec>.Entry]) -> ResourceCache<Spec>.Entry? {
        layers.filter { $0.spec == nil }.min { $0.metadata.key.id < $1.metadata.key.id }
    }

    /// Which layer can't be read, and why.
    static func note<Spec: ResourceSpec>(_ layer: ResourceCache<Spec>.Entry) -> String {
        let words = words(layer.faults)
        return "the intent \(layer.metadata.key.id) can't be read, so nothing is changed until it is mended (\(words))"
    }
}
