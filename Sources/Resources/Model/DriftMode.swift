/// What is done when somebody else changes what a spec asks for.
public enum DriftMode: String, ChoiceValue {
    /// The kernel is made as the spec says.
    case enforce
    /// Differences are told, and the kernel is left as it is.
    case observe
    /// What somebody else made of it becomes the intent.
    case adopt

    /// The annotation that says it for one resource.
    public static let annotation = "drift"

    /// What a resource's annotations say; `nil` for nothing.
    public init?(annotations: [String: String]) {
        guard let mode = annotations[Self.annotation].flatMap(Self.init(rawValue:)) else { return nil }
        self = mode
    }

    /// The modes that a type has; none for types that no controller brings into the kernel.
    public static func choices(of type: String) -> [DriftMode] {
        if adoptable.contains(type) { return allCases }
        return enforceable.contains(type) ? [.enforce, .observe] : []
    }

    /// The types for which it can be said.
    public static var types: [String] { adoptable + enforceable }

    /// What is wrong with a mode for a type, or `nil`.
    public static func complaint(about mode: JSON, of type: String) -> String? {
        let choices = choices(of: type).map(\.rawValue)
        if let mode = mode.text, choices.contains(mode) { return nil }
        guard !choices.isEmpty else { return "\(type) has no drift mode: nothing in the kernel is made of it" }
        return "the drift mode of \(type) is \(choices.dropLast().joined(separator: ", ")) or \(choices.last ?? ""), "
            + "not \(mode.article)"
    }

    private static let adoptable = [
        LinkSpec.typeName, AddressSpec.typeName, RouteSpec.typeName, RoutingRuleSpec.typeName,
    ]
    private static let enforceable = [
        EthernetSpec.typeName, LinkAliasSpec.typeName, HostnameSpec.typeName, KernelParamSpec.typeName,
        ResolverSpec.typeName, TimeServerSpec.typeName, EtcFileSpec.typeName, NfTablesChainSpec.typeName,
        NfTablesSetSpec.typeName,
    ]
}

/// The drift modes that are said for types, and for resources by type and id.
public struct DriftModes: Hashable, Sendable {
    /// By `LinkSpec` or `LinkSpec/eth0`.
    public var modes: [String: DriftMode]

    /// Modes by the names of types and resources.
    public init(_ modes: [String: DriftMode] = [:]) { self.modes = modes }
}

extension DriftModes: FieldValue {
    /// An object of modes by the names of types, or of types and ids.
    public static var schema: JSON {
        [
            "type": "object", "additionalProperties": DriftMode.schema,
            "propertyNames": ["pattern": .string("^(\(DriftMode.types.joined(separator: "|")))(/.+)?$")],
        ]
    }

    /// Reads modes; each name begins with a type that has them.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> DriftModes? {
        let before = faults.count
        guard let members = json.members, members.count <= Limit.listLength else {
            faults.append(
                Fault(pointer, "an object of at most \(Limit.listLength) members is expected, not \(json.article)"))
            return nil
        }
        var modes: [String: DriftMode] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
            let type = name.segments(atMost: 2)[0]
            if DriftMode.choices(of: type).isEmpty {
                let types = DriftMode.types.joined(separator: ", ")
                faults.append(
                    Fault(
                        pointer.appending(name),
                        "a type, or a type and an id with a slash, is expected; types are \(types)"))
            } else if let complaint = DriftMode.complaint(about: value, of: type) {
                faults.append(Fault(pointer.appending(name), complaint))
            } else {
                modes[name] = value.text.flatMap(DriftMode.init(rawValue:))
            }
        }
        return faults.count == before ? DriftModes(modes) : nil
    }

    /// The object.
    public var json: JSON { .object(modes.mapValues { .string($0.rawValue) }) }
    /// Without any nothing needs to be said.
    public var isUnset: Bool { modes.isEmpty }
}
