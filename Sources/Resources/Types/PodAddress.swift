public import NetworkTypes

/// The addresses of a pod, or of anything else that policies are about; its labels are those of the resource.
public struct PodAddressSpec: ResourceSpec {
    /// Its namespace.
    public var namespace = ""
    /// Its name.
    public var name = ""
    /// Its addresses.
    public var addresses: [IPAddress] = []
    /// Its ports that have a name.
    public var ports: [PodPort] = []

    /// A pod of no name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<PodAddressSpec> = [
        Field("namespace", \.namespace, "Its namespace; follows from the id.", .required),
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("addresses", \.addresses, "Its addresses, of both families.", .required),
        Field("ports", \.ports, "Its ports of which policies speak by name.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "PodAddressSpec"
    /// What it is for.
    public static let summary =
        "The addresses of a pod of which policies speak by its labels, which are the resource's own."
    /// People's alone.
    public static let placement = Placement.plain(namespace: Namespace.config)
    /// Chains of the packet filter.
    public static let consequences: [Consequence] = [.policyChains]
    /// What a table shows.
    public static let columns = [Column("ADDRESSES", "addresses")]
    /// A database.
    public static let example = Example(
        "default/db-0", ["addresses": ["10.244.1.7"], "ports": [["name": "postgres", "port": 5432]]])
    /// How an id looks.
    public static let idForm = "a namespace and a name, such as default/db-0"
    /// Both.
    public var id: String { "\(namespace)/\(name)" }

    /// Both.
    public static func members(fromID id: String) -> [String: JSON]? {
        PodName(id).map { ["namespace": .string($0.namespace), "name": .string($0.name)] }
    }

    /// A name that stands for two ports.
    public func contradictions() -> [Fault] {
        var names: Set<String> = []
        return ports.enumerated().filter { !names.insert("\($1.name?.description ?? "")").inserted }.map {
            place, port in
            Fault(
                JSONPointer(tokens: ["ports", String(place), "name"]),
                "another port is called \(port.name?.description ?? "") already")
        }
    }
}

/// A namespace of pods; its labels are those of the resource, and `kubernetes.io/metadata.name` is its name in any case.
public struct PodNamespaceSpec: ResourceSpec {
    /// Its name.
    public var name = ""

    /// A namespace of no name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<PodNamespaceSpec> = [
        Field("name", \.name, "Its name; follows from the id.", .required)
    ]

    /// The label that every namespace has.
    public static let nameLabel = "kubernetes.io/metadata.name"

    /// The type's name.
    public static let typeName = "PodNamespaceSpec"
    /// What it is for.
    public static let summary =
        "A namespace of pods of which policies speak by its labels, which are the resource's own."
    /// People's alone.
    public static let placement = Placement.plain(namespace: Namespace.config)
    /// Chains of the packet filter.
    public static let consequences: [Consequence] = [.policyChains]
    /// What a table shows.
    public static let columns: [Column] = []
    /// One.
    public static let example = Example("prod", [:])
    /// How an id looks.
    public static let idForm = "a namespace's name, such as prod"
    /// The name.
    public var id: String { name }

    /// The name.
    public static func members(fromID id: String) -> [String: JSON]? {
        PodName.isName(id) ? ["name": .string(id)] : nil
    }
}
