import Resources

/// What a merge controller knows between passes: the layers, what they were merged into, and which goes into which.
struct MergeMemory<Spec: MergeableSpec> {
    var layers = ResourceCache<Spec>(Namespace.config)
    var merged = ResourceCache<Spec>(Namespace.network, decodes: false)
    /// The ids in `network-config` by the id of the merged spec that they go into.
    private(set) var sources: [String: Set<String>] = [:]
    /// What each id in `network-config` went into.
    private var targets: [String: String] = [:]

    /// Notes into which merged spec a layer's row goes now.
    ///
    /// - Returns: The ids of the merged specs that this touches: the old one and the new one.
    mutating func file(_ source: String) -> Set<String> {
        var touched: Set<String> = []
        if let old = targets[source] {
            sources[old]?.remove(source)
            targets[source] = nil
            touched.insert(old)
        }
        if let entry = layers.entries[source], entry.metadata.phase == .running {
            let target = entry.spec?.id ?? LayeredID(source)?.id ?? source
            sources[target, default: []].insert(source)
            targets[source] = target
            touched.insert(target)
        }
        return touched
    }
}
