/// The resource types that a program knows.
public struct ResourceCatalog: Sendable {
    /// Every type, in the order of registration.
    public let types: [ResourceType]
    /// Every namespace in which resources of a type can lie, sorted.
    public let namespaces: [String]
    private let byName: [String: [Int]]

    /// A catalog of these types.
    public init(_ types: [ResourceType]) {
        self.types = types
        namespaces = Set(types.flatMap(\.placement.namespaces)).sorted()
        var byName: [String: [Int]] = [:]
        for (index, type) in types.enumerated() {
            for name in Set([type.name.lowercased(), type.plural] + type.aliases) {
                byName[name, default: []].append(index)
            }
        }
        self.byName = byName
    }

    /// What a name stands for.
    public enum Lookup: Sendable {
        /// Exactly this type.
        case found(ResourceType)
        /// Several types share the name.
        case ambiguous([String])
        /// No type has the name.
        case unknown
    }

    /// Finds a type by its name, its plural or an alias, in any case.
    public func lookUp(_ name: String) -> Lookup {
        let matches = byName[name] ?? byName[name.lowercased()] ?? []
        if matches.count > 1 { return .ambiguous(matches.map { types[$0].name }.sorted()) }
        return matches.first.map { .found(types[$0]) } ?? .unknown
    }

    /// The type that has exactly this name.
    public func type(named name: String) -> ResourceType? { types.first { $0.name == name } }
}
