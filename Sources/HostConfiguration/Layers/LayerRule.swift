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
            specs(sources).map { ($0.id, LayerRow(text: $0.spec.canonical, source: $0.source)) }
        ) { $1 }
    }
}

/// A spec that a layer asks for.
public struct LayeredSpec<Spec: ResourceSpec>: Hashable, Sendable {
    /// The spec, with its layer.
    public let spec: Spec
    /// The document that asks for it; `nil` where none does.
    public let source: DocumentSource?

    /// A spec of a layer, in the form in which it is stored.
    public init(_ spec: Spec, _ layer: ConfigurationLayer, from source: DocumentSource? = nil) {
        var spec = spec
        spec.layer = layer
        self.spec = spec.normalized()
        self.source = source
    }

    /// The id of its row: `configuration/eth0/192.0.2.10/24`.
    public var id: String { LayeredID(spec.layer, spec.id).description }
}

/// A row that follows, as it is to be stored.
public struct LayerRow: Hashable, Sendable {
    /// The spec's canonical text.
    public let text: String
    /// The document that asks for it; `nil` where none does.
    public let source: DocumentSource?
}
