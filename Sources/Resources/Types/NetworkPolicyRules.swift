public import NetworkTypes

/// Some who may send to pods, and to which of their ports.
public struct NetworkPolicyIngress: FieldRecord {
    /// Who; none said is everybody.
    public var from: [NetworkPolicyPeer] = []
    /// To which ports; none said is all.
    public var ports: [NetworkPolicyPort] = []

    /// Everybody, to all ports.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkPolicyIngress> = [
        Field("from", \.from, "Who may send; none said is everybody.", .omitsEmpty),
        Field("ports", \.ports, "To which ports of the pods; none said is all.", .omitsEmpty),
    ]
}

/// Some to whom pods may send, and to which of their ports.
public struct NetworkPolicyEgress: FieldRecord {
    /// To whom; none said is everybody.
    public var to: [NetworkPolicyPeer] = []
    /// To which ports; none said is all.
    public var ports: [NetworkPolicyPort] = []

    /// Everybody, to all ports.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkPolicyEgress> = [
        Field("to", \.to, "To whom pods may send; none said is everybody.", .omitsEmpty),
        Field("ports", \.ports, "To which ports; none said is all.", .omitsEmpty),
    ]
}

/// Pods or addresses.
public struct NetworkPolicyPeer: FieldRecord {
    /// Addresses.
    public struct IPBlock: FieldRecord {
        /// The network.
        public var cidr: IPPrefix?
        /// What of it isn't meant.
        public var except: [IPPrefix] = []

        /// No addresses.
        public init() {}

        /// Every member.
        public static let fields: FieldList<IPBlock> = [
            Field("cidr", \.cidr, "The network.", .required),
            Field("except", \.except, "Networks in it that aren't meant.", .omitsEmpty),
        ]

        /// What isn't in the network can't be left out of it.
        public func contradictions() -> [Fault] {
            guard let cidr else { return [] }
            return except.enumerated().filter { !cidr.contains($1.address) || $1.length < cidr.length }.map {
                place, other in
                Fault(JSONPointer(tokens: ["except", String(place)]), "\(other) isn't in \(cidr)")
            }
        }
    }

    /// Pods by their labels; of the policy's namespace where no others are meant.
    public var podSelector: PodSelector?
    /// Namespaces by their labels.
    public var namespaceSelector: PodSelector?
    /// Addresses in place of pods.
    public var ipBlock: IPBlock?

    /// Nobody.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkPolicyPeer> = [
        Field(
            "podSelector", \.podSelector, "Pods by their labels: of the policy's namespace, or of those selected.",
            .omitsEmpty),
        Field("namespaceSelector", \.namespaceSelector, "Namespaces by their labels; {} is all.", .omitsEmpty),
        Field("ipBlock", \.ipBlock, "Addresses in place of pods.", .omitsEmpty),
    ]

    /// Nothing said, and addresses beside pods.
    public func contradictions() -> [Fault] {
        let selects = podSelector != nil || namespaceSelector != nil
        if !selects, ipBlock == nil {
            return [Fault(.root, "podSelector, namespaceSelector or ipBlock must say who is meant")]
        }
        guard selects, ipBlock != nil else { return [] }
        return [Fault(JSONPointer(tokens: ["ipBlock"]), "addresses stand alone: give them an item of their own")]
    }
}

/// A port, or all from one to another, or one that pods have a name for.
public struct NetworkPolicyPort: FieldRecord {
    /// A protocol that policies can be about.
    public enum Transport: String, ChoiceValue {
        case tcp = "TCP"
        case udp = "UDP"
        case sctp = "SCTP"
    }

    /// The protocol.
    public var `protocol` = Transport.tcp
    /// The port, or the first of several, or the name of one; absent is all.
    public var port: PortReference?
    /// The last port.
    public var endPort: UInt32?

    /// All ports of TCP.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NetworkPolicyPort> = [
        Field("protocol", \.protocol, "TCP, UDP or SCTP."),
        Field(
            "port", \.port,
            "The port, or the first of several, or the name that the pods to which packets go have for it; absent is all.",
            .omitsEmpty),
        Field("endPort", \.endPort, in: 1...65_535, "The last port, itself included.", .omitsEmpty),
    ]

    /// An end without a beginning, or before it, or behind a name.
    public func contradictions() -> [Fault] {
        guard let endPort else { return [] }
        guard let port = port?.number else {
            return [Fault(JSONPointer(tokens: ["endPort"]), "it needs the number of the first port in 'port'")]
        }
        return endPort < port ? [Fault(JSONPointer(tokens: ["endPort"]), "\(endPort) comes before \(port)")] : []
    }
}
