/// The spec of one resource type: a Swift value, its fields, and what the type is called.
public protocol ResourceSpec: FieldRecord {
    /// The name, singular, in camel case: `AddressSpec`.
    static var typeName: String { get }
    /// The plural in lower case, as in URLs and on the command line.
    static var plural: String { get }
    /// Further names that it answers to.
    static var aliases: [String] { get }
    /// What it is for, in a sentence.
    static var summary: String { get }
    /// Where its resources lie, and who writes them.
    static var placement: Placement { get }
    /// What a table shows.
    static var columns: [Column] { get }
    /// A resource that is valid as it stands; shown in help and OpenAPI, and put by tests.
    static var example: Example { get }
    /// The controllers that bring a change of it into the kernel, in order; a writer can wait for them.
    static var stages: [String] { get }
    /// What else follows from it and is waited for as well.
    static var consequences: [Consequence] { get }
    /// Where it holds secrets that people write out and that are stored as references: members, leading through lists.
    static var secretPaths: [[String]] { get }

    /// The resource in `network` that says what became of a spec: type and id.
    static func report(on id: String) -> (type: String, id: String)

    /// The id that the spec's fields make.
    var id: String { get }
    /// The members that the id already says, or `nil` when it isn't an id of this type.
    static func members(fromID id: String) -> [String: JSON]?
    /// How an id looks, for errors: `<link>/<address>/<prefix length>`.
    static var idForm: String { get }
    /// The spec with every value in the form in which it is compared and stored.
    func normalized() -> Self
    /// The layer that the spec came from, for types that have layers.
    var layer: ConfigurationLayer { get set }
    /// What keeps the spec from being taken from a person although it is sound, such as what this version can't do.
    ///
    /// The layers that Netstrata fills itself may carry it.
    func refusals() -> [Fault]
}

extension ResourceSpec {
    /// None, for most.
    public static var aliases: [String] { [] }
    /// None: nothing applies it.
    public static var stages: [String] { [] }
    /// Nothing, for most.
    public static var consequences: [Consequence] { [] }
    /// None, for most.
    public static var secretPaths: [[String]] { [] }
    /// Its own apply status.
    public static func report(on id: String) -> (type: String, id: String) {
        (ApplyStatus.typeName, "\(typeName)/\(id)")
    }
    /// As it is.
    public func normalized() -> Self { self }
    /// Nothing, for most.
    public func refusals() -> [Fault] { [] }
    /// Types without layers count as the highest.
    public var layer: ConfigurationLayer {
        get { .api }
        set {}
    }

    /// The type's plural: its name in lower case with an ending.
    public static var plural: String {
        let name = typeName.lowercased()
        return name.hasSuffix("s") ? name + "es" : name + "s"
    }
}

/// Where the resources of a type lie, and who writes them.
public enum Placement: Hashable, Sendable {
    /// People write `network-config`, one row per layer; controllers merge into `network`.
    case layered
    /// Controllers write `network`; people only read.
    case observed
    /// People write the namespace; there are no layers.
    case plain(namespace: String)
    /// People write it through a path of its own, where more is checked than a spec's members.
    case document(namespace: String, path: String)
    /// Netstrata writes down there what it does itself; people only read.
    case recorded(namespace: String)

    /// The namespaces in which resources of the type can lie; people's first.
    public var namespaces: [String] {
        switch self {
        case .layered: [Namespace.config, Namespace.network]
        case .observed: [Namespace.network]
        case .plain(let namespace), .document(let namespace, _), .recorded(let namespace): [namespace]
        }
    }
}

/// The namespaces that every host has.
public enum Namespace {
    /// Intent, as people and configuration wrote it.
    public static let config = "network-config"
    /// What controllers merged and observed.
    public static let network = "network"
    /// The machine configuration.
    public static let configuration = "config"
    /// How Netstrata itself is to behave.
    public static let management = "management"
}

/// A column of a type's table.
public struct Column: Hashable, Sendable {
    /// The heading, in capitals.
    public let title: String
    /// Where the value stands in the spec; the first that leads to one counts.
    public let paths: [JSONPointer]
    /// Whether only `-o wide` shows it.
    public let isWide: Bool

    /// A column that shows a member of the spec; `path` may lead into members with dots, and so may those that take its place.
    public init(_ title: String, _ path: String, or others: String..., isWide: Bool = false) {
        self.init(
            title, ([path] + others).map { JSONPointer(tokens: $0.split(separator: ".").map(String.init)) },
            isWide: isWide)
    }

    /// A column from its parts.
    public init(_ title: String, _ paths: [JSONPointer], isWide: Bool) {
        self.title = title
        self.paths = paths
        self.isWide = isWide
    }

    /// What it shows of a spec; where the path leads through a list, that of each item.
    public func value(in spec: JSON) -> JSON? {
        for path in paths {
            if let value = Self.value(in: spec, path.tokens[...]) { return value }
        }
        return nil
    }

    private static func value(in json: JSON, _ path: ArraySlice<String>) -> JSON? {
        guard let first = path.first else { return json }
        if let items = json.elements { return .array(items.compactMap { value(in: $0, path) }) }
        return json[first].flatMap { value(in: $0, path.dropFirst()) }
    }
}

/// A resource that is valid as it stands.
public struct Example: Hashable, Sendable {
    /// The id, without a layer.
    public let id: String
    /// The body's spec; what the id says may be left out.
    public let spec: JSON

    /// An example from its parts.
    public init(_ id: String, _ spec: JSON) {
        self.id = id
        self.spec = spec
    }
}
