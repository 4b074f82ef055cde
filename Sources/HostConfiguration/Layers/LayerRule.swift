public import Resources

/// Rows that follow from the configuration and its like.
public protocol ConfigurationRule: Sendable {
    /// What they are.
    associatedtype Spec: ResourceSpec
    /// The controller that keeps them, after Talos: `AddressConfigController`.
    static var controller: String { get }
    /// The types in `network` that it looks at besides the configuration.
    static var inputs: [String] { get }
    /// Where they lie.
    static var namespace: String { get }
    /// With what the ids of the controller's rows begin; none of these texts begins with another.
    static var prefixes: [String] { get }
    /// The rows by id; pure.
    static func rows(_ sources: LayerSources) -> [String: LayerRow]
}

extension ConfigurationRule {
    /// From the type's name.
    public static var controller: String {
        let name = Spec.typeName
        return (name.hasSuffix("Spec") ? String(name.dropLast(4)) : name) + "ConfigController"
    }

    /// The name of the type.
    public static var typeName: String { Spec.typeName }
    /// The configuration alone.
    public static var inputs: [String] { [] }
    /// Where people's intent lies.
    public static var namespace: String { Namespace.config }
    /// All layers but those of operators and people.
    public static var prefixes: [String] {
        [ConfigurationLayer.default, .cmdline, .platform, .configuration].map { "\($0.rawValue)/" }
    }
}

/// What the layers below `api` say of one type of spec.
public protocol LayerRule: ConfigurationRule {
    /// The specs, each with its layer, and where they come from; pure.
    ///
    /// Of two with the same layer and id, the last counts.
    static func specs(_ sources: LayerSources) -> [LayeredSpec<Spec>]
}

extension LayerRule {
    /// The specs, as they are stored.
    public static func rows(_ sources: LayerSources) -> [String: LayerRow] {
        Dictionary(
            specs(sources).map { ($0.id, LayerRow(text: $0.spec.canonical, origins: $0.origins)) }
        ) { earlier, last in
            // Whoever is overruled speaks of it all the same.
            LayerRow(
                text: last.text,
                origins: last.origins + earlier.origins.map { SpecOrigin($0.source, members: []) })
        }
    }
}

/// A spec that a layer asks for.
public struct LayeredSpec<Spec: ResourceSpec>: Hashable, Sendable {
    /// The spec, with its layer.
    public let spec: Spec
    /// The documents that ask for it; none where none does.
    public let origins: [SpecOrigin]

    /// A spec of a layer, in the form in which it is stored.
    public init(_ spec: Spec, _ layer: ConfigurationLayer, from source: DocumentSource? = nil) {
        self.init(spec, layer, origins: source.map { [SpecOrigin($0)] } ?? [])
    }

    /// A spec for which several documents ask, or several parts of one.
    public init(_ spec: Spec, _ layer: ConfigurationLayer, origins: [SpecOrigin]) {
        var spec = spec
        spec.layer = layer
        self.spec = spec.normalized()
        self.origins = origins
    }

    /// The id of its row: `configuration/eth0/192.0.2.10/24`.
    public var id: String { LayeredID(spec.layer, spec.id).description }
}

/// A row that follows, as it is to be stored.
public struct LayerRow: Hashable, Sendable {
    /// The spec's canonical text.
    public let text: String
    /// The documents that ask for it; none where none does.
    public let origins: [SpecOrigin]
}
