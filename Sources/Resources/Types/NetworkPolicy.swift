/// Which packets pods may send and get (`NetworkPolicy`, networking.k8s.io/v1), for hosts on which nobody else carries that out.
public struct NetworkPolicySpec: ResourceSpec {
    /// Which packets a policy is about.
    public enum Direction: String, ChoiceValue {
        /// What pods get.
        case ingress = "Ingress"
        /// What they send.
        case egress = "Egress"
    }

    /// The namespace of the pods.
    public var namespace = ""
    /// Its name.
    public var name = ""
    /// Which pods of the namespace it is about.
    public var podSelector = PodSelector()
    /// Which packets; those of which it says something if absent, and what pods get in any case.
    public var policyTypes: [Direction] = []
    /// Who may send to these pods, and to which ports.
    public var ingress: [NetworkPolicyIngress] = []
    /// To whom these pods may send, and to which ports.
    public var egress: [NetworkPolicyEgress] = []

    /// A policy of no name.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkPolicySpec> = [
        Field("namespace", \.namespace, "The namespace of the pods; follows from the id.", .required),
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("podSelector", \.podSelector, "Which pods of the namespace it is about; nothing said is all."),
        Field(
            "policyTypes", \.policyTypes,
            "Ingress, Egress or both; if absent Ingress, and Egress where egress is said. Pods get or send nothing then but what a policy allows.",
            .omitsEmpty),
        Field("ingress", \.ingress, "Who may send to these pods: each item allows some.", .omitsEmpty),
        Field("egress", \.egress, "To whom these pods may send: each item allows some.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "NetworkPolicySpec"
    /// What it is for.
    public static let summary = "Which packets pods may send and get, as a NetworkPolicy of Kubernetes says it."
    /// People's alone.
    public static let placement = Placement.plain(namespace: Namespace.config)
    /// Chains of the packet filter.
    public static let consequences: [Consequence] = [.policyChains]
    /// What a table shows.
    public static let columns = [Column("PODS", "podSelector"), Column("TYPES", "policyTypes")]
    /// The database is for its clients.
    public static let example = Example(
        "default/db",
        [
            "podSelector": ["matchLabels": ["app": "db"]],
            "ingress": [
                [
                    "from": [["podSelector": ["matchLabels": ["app": "api"]]]],
                    "ports": [["protocol": "TCP", "port": 5432]],
                ]
            ],
        ])
    /// How an id looks.
    public static let idForm = "a namespace and a name, such as default/db"
    /// Both.
    public var id: String { "\(namespace)/\(name)" }

    /// Both.
    public static func members(fromID id: String) -> [String: JSON]? {
        PodName(id).map { ["namespace": .string($0.namespace), "name": .string($0.name)] }
    }

    /// The directions in which pods get or send nothing but what is allowed.
    public var directions: Set<Direction> {
        policyTypes.isEmpty ? (egress.isEmpty ? [.ingress] : [.ingress, .egress]) : Set(policyTypes)
    }

    /// Bytes that namespace and name may have: they are the comment of rules in the kernel, with a number and what the rule is for.
    private static let room = Limit.ruleComment - 40

    /// A name that can't be a comment.
    public func contradictions() -> [Fault] {
        guard id.utf8.count > Self.room else { return [] }
        return [
            Fault(
                JSONPointer(tokens: ["name"]), "namespace and name have \(id.utf8.count) bytes, of \(Self.room) at most"
            )
        ]
    }
}

/// A namespace and a name in it, as ids have them: small letters, digits, hyphens and dots (RFC 1123).
struct PodName {
    let namespace: String
    let name: String

    init?(_ id: String) {
        let parts = id.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ Self.isName($0) }) else { return nil }
        (namespace, name) = (String(parts[0]), String(parts[1]))
    }

    static func isName(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        func isPlain(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...122).contains(byte) }
        guard let first = bytes.first, let last = bytes.last, isPlain(first), isPlain(last) else { return false }
        return bytes.count <= 253 && bytes.allSatisfy { isPlain($0) || $0 == 45 || $0 == 46 }
    }
}
