import Resources

/// What the layers of one spec come to.
struct MergedSpec<Spec: MergeableSpec> {
    let spec: Spec
    let labels: [String: String]
    let annotations: [String: String]

    /// The spec as it is stored.
    let text: String

    /// Merges the entries of the layers that can be read; `nil` when there are none, or when they come to nothing.
    init?(_ entries: [ResourceCache<Spec>.Entry]) {
        // Mostly one layer speaks alone; it is stored as that layer's row is.
        if entries.count == 1, let entry = entries.first, let only = entry.spec {
            guard let merged = Spec.merged([only]) else { return nil }
            spec = merged
            text = spec == only ? entry.text : spec.canonical
            (labels, annotations) = (entry.metadata.labels, entry.metadata.annotations)
            return
        }
        let layers = entries.compactMap { entry in entry.spec.map { (entry.metadata, $0) } }
            .sorted { ($0.1.layer, $0.0.key.id) < ($1.1.layer, $1.0.key.id) }
        guard !layers.isEmpty, let merged = Spec.merged(layers.map(\.1)) else { return nil }
        spec = merged
        text = spec.canonical
        labels = layers.reduce(into: [:]) { $0.merge($1.0.labels) { $1 } }
        annotations = layers.reduce(into: [:]) { $0.merge($1.0.annotations) { $1 } }
    }
}
