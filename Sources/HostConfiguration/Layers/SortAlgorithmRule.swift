public import Resources

/// In which order the legacy document wants addresses to be shown (Talos' NodeAddressSortAlgorithmController).
public enum SortAlgorithmRule: ConfigurationRule {
    /// The order.
    public typealias Spec = NodeAddressSortAlgorithm
    /// Beside what people say, which counts before it.
    public static let namespace = Namespace.network
    /// One row.
    public static let prefixes = [id]

    private static let id = "configuration"

    /// The order, if the document says one.
    public static func rows(_ sources: LayerSources) -> [String: LayerRow] {
        let features = sources.configuration?.legacy?.machine.features
        guard let algorithm = features?.nodeAddressSortAlgorithm else { return [:] }
        var spec = NodeAddressSortAlgorithm()
        spec.algorithm = algorithm
        let source = sources.configuration?.legacySource?.at("machine", "features", "nodeAddressSortAlgorithm")
        return [id: LayerRow(text: spec.canonical, origins: source.map { [SpecOrigin($0)] } ?? [])]
    }
}
