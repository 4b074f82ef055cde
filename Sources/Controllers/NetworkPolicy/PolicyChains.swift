public import NetworkTypes
public import Resources

/// What policies come to: chains at `forward` in which pods of which a policy speaks get and send nothing but what is allowed; pure.
///
/// A packet must be allowed twice: by a policy about its sender, and by one about its receiver. What isn't about either isn't touched.
public struct PolicyChains: Sendable {
    /// A pod as policies see it.
    public struct Pod: Hashable, Sendable {
        /// Its namespace.
        public var namespace: String
        /// Its labels.
        public var labels: [String: String]
        /// Its addresses.
        public var addresses: [IPAddress]
        /// Its ports that have a name.
        public var ports: [PodPort]

        /// A pod from its parts.
        public init(namespace: String, labels: [String: String], addresses: [IPAddress], ports: [PodPort] = []) {
            (self.namespace, self.labels, self.addresses, self.ports) = (namespace, labels, addresses, ports)
        }
    }

    private let policies: [NetworkPolicySpec]
    private let pods: [Pod]
    /// The labels of namespaces by their names.
    private let namespaces: [String: [String: String]]

    /// Policies over pods, in namespaces with labels.
    public init(_ policies: [NetworkPolicySpec], pods: [Pod], namespaces: [String: [String: String]] = [:]) {
        self.policies = policies.sorted { $0.id < $1.id }
        self.pods = pods
        var known = namespaces
        for name in pods.map(\.namespace) + Array(namespaces.keys) {
            known[name, default: [:]][PodNamespaceSpec.nameLabel] = name
        }
        self.namespaces = known
    }

    /// With what the names of all of them begin.
    public static let prefix = "netpol"

    /// The chains; none where there is no policy.
    public var chains: [NfTablesChainSpec] {
        guard !policies.isEmpty else { return [] }
        var base = chain("")
        (base.hook, base.priority, base.policy) = (.forward, .filter, .accept)
        base.rules = [
            rule("answers", "what belongs to connections that were allowed") {
                $0.matchConntrackState = NfTablesConntrackStateMatch([.established, .related])
                $0.verdict = .accept
            },
            rule("egress", "what pods may send") { $0.jump = NfTablesName("\(Self.prefix)-egress") },
            rule("ingress", "what pods may get") { $0.jump = NfTablesName("\(Self.prefix)-ingress") },
        ]
        return [base, chain("-egress", .egress), chain("-ingress", .ingress)].map { $0.normalized() }
    }

    private func chain(_ ending: String) -> NfTablesChainSpec {
        var chain = NfTablesChainSpec()
        chain.name = NfTablesName(Self.prefix + ending)
        chain.layer = .operator
        return chain
    }

    /// All that is allowed one way, and then the end of all else that a policy is about.
    private func chain(_ ending: String, _ direction: NetworkPolicySpec.Direction) -> NfTablesChainSpec {
        var chain = chain(ending)
        var closed: Set<IPAddress> = []
        for policy in policies where policy.directions.contains(direction) {
            let selected = pods.filter { $0.namespace == policy.namespace && policy.podSelector.matches($0.labels) }
            let own = Self.addresses(of: selected)
            guard !own.isEmpty else { continue }
            closed.formUnion(own)
            chain.rules += allowed(by: policy, direction, selected)
        }
        guard !closed.isEmpty else { return chain }
        chain.rules.append(
            rule("closed", "what no policy allows") {
                match(&$0, direction, own: closed.sorted(), peers: nil)
                $0.verdict = .drop
            })
        return chain
    }

    /// Peers and ports that an item of a policy allows.
    private typealias Item = (peers: [NetworkPolicyPeer], ports: [NetworkPolicyPort])

    private func allowed(
        by policy: NetworkPolicySpec, _ direction: NetworkPolicySpec.Direction, _ selected: [Pod]
    ) -> [NfTablesRuleSpec] {
        let items: [Item] =
            direction == .ingress
            ? policy.ingress.map { ($0.from, $0.ports) } : policy.egress.map { ($0.to, $0.ports) }
        var rules: [NfTablesRuleSpec] = []
        func add(
            _ own: [IPAddress], _ peers: NfTablesAddressMatch?, _ carried: NfTablesLayer4Match?,
            _ words: String = "allowed"
        ) {
            rules.append(
                rule("\(policy.id) \(rules.count + 1)", words) {
                    match(&$0, direction, own: own, peers: peers)
                    $0.matchLayer4 = carried
                    // Back to where the other direction is looked at.
                    $0.verdict = .return
                })
        }
        let own = Self.addresses(of: selected)
        for item in items {
            let peers = self.peers(item.peers, in: policy.namespace)
            let carried = Self.carried(item.ports)
            for peers in peers { for carried in carried { add(own, peers, carried) } }
            // What a name means follows from the pods to which packets go.
            let receivers = direction == .ingress ? selected : self.receivers(item.peers, in: policy.namespace)
            for port in item.ports where port.port?.name != nil {
                let ends = NamedPort.all(port, of: receivers)
                for end in ends {
                    if direction == .egress {
                        add(own, Self.hosts(end.addresses), end.carried)
                    } else {
                        for peers in peers { add(end.addresses, peers, end.carried) }
                    }
                }
                guard ends.isEmpty, let name = port.port?.name else { continue }
                // It means nobody, and so the kernel has none of it: it tells whoever looks at the rules.
                add(own, NfTablesAddressMatch(), nil, "no port \(name)")
            }
        }
        return rules
    }

    private func match(
        _ rule: inout NfTablesRuleSpec, _ direction: NetworkPolicySpec.Direction, own: [IPAddress],
        peers: NfTablesAddressMatch?
    ) {
        let own = Self.hosts(own)
        if direction == .ingress {
            (rule.matchDestinationAddress, rule.matchSourceAddress) = (own, peers)
        } else {
            (rule.matchSourceAddress, rule.matchDestinationAddress) = (own, peers)
        }
    }

    /// Who is meant, in as few matches as there can be: each block with exceptions has its own, since those are its own.
    ///
    /// - Returns: One `nil` where everybody is meant; nothing where nobody is.
    private func peers(_ peers: [NetworkPolicyPeer], in namespace: String) -> [NfTablesAddressMatch?] {
        guard !peers.isEmpty else { return [nil] }
        var together: [IPPrefix] = []
        var apart: [NfTablesAddressMatch?] = []
        for peer in peers {
            if let block = peer.ipBlock, let network = block.cidr {
                if block.except.isEmpty {
                    together.append(network)
                } else {
                    apart.append(NfTablesAddressMatch([network], except: block.except))
                }
                continue
            }
            together += addresses { means(peer, $0, namespace) }.map { IPPrefix(host: $0) }
        }
        return together.isEmpty ? apart : [NfTablesAddressMatch(together)] + apart
    }

    private func means(_ peer: NetworkPolicyPeer, _ pod: Pod, _ namespace: String) -> Bool {
        let isThere =
            peer.namespaceSelector.map { $0.matches(namespaces[pod.namespace] ?? [:]) } ?? (pod.namespace == namespace)
        return isThere && peer.podSelector?.matches(pod.labels) ?? true
    }

    private func addresses(of isMeant: (Pod) -> Bool) -> [IPAddress] { Self.addresses(of: pods.filter(isMeant)) }

    fileprivate static func addresses(of pods: [Pod]) -> [IPAddress] { Set(pods.flatMap(\.addresses)).sorted() }

    private static func hosts(_ addresses: [IPAddress]) -> NfTablesAddressMatch {
        NfTablesAddressMatch(addresses.map { IPPrefix(host: $0) })
    }

    /// The pods among those to whom an item lets pods send, each with those of its addresses that are meant.
    private func receivers(_ peers: [NetworkPolicyPeer], in namespace: String) -> [Pod] {
        guard !peers.isEmpty else { return pods }
        return pods.compactMap { pod in
            if peers.contains(where: { $0.ipBlock == nil && means($0, pod, namespace) }) { return pod }
            var meant = pod
            meant.addresses = pod.addresses.filter { address in peers.contains { $0.ipBlock?.contains(address) == true }
            }
            return meant.addresses.isEmpty ? nil : meant
        }
    }

    /// What packets carry by ports without names: one match for each protocol; `nil` for all.
    private static func carried(_ ports: [NetworkPolicyPort]) -> [NfTablesLayer4Match?] {
        guard !ports.isEmpty else { return [nil] }
        return NetworkPolicyPort.Transport.allCases.compactMap { transport in
            let own = ports.filter { $0.protocol == transport && $0.port?.name == nil }
            guard !own.isEmpty else { return nil }
            // A port that isn't said is all of the protocol's.
            let ranges = own.contains { $0.port == nil } ? [] : own.compactMap(\.range)
            return NfTablesLayer4Match(transport.number, to: PortRange.merged(ranges))
        }
    }

    private func rule(
        _ name: String, _ description: String, _ fill: (inout NfTablesRuleSpec) -> Void
    ) -> NfTablesRuleSpec {
        var rule = NfTablesRuleSpec()
        (rule.name, rule.description, rule.anonymousCounter) = (name, description, true)
        fill(&rule)
        return rule
    }
}

/// What a port's name means at some pods.
private struct NamedPort {
    let addresses: [IPAddress]
    let carried: NfTablesLayer4Match

    /// All numbers that pods have for a name, with the addresses of those that have it; in their order.
    static func all(_ port: NetworkPolicyPort, of pods: [PolicyChains.Pod]) -> [NamedPort] {
        var owners: [UInt32: [PolicyChains.Pod]] = [:]
        for pod in pods {
            for own in pod.ports where own.name == port.port?.name && own.protocol == port.protocol {
                owners[own.port, default: []].append(pod)
            }
        }
        return owners.sorted { $0.key < $1.key }.map { number, pods in
            let ranges = [PortRange(UInt16(clamping: number))]
            return NamedPort(
                addresses: PolicyChains.addresses(of: pods),
                carried: NfTablesLayer4Match(port.protocol.number, to: ranges))
        }
    }
}

extension NetworkPolicyPeer.IPBlock {
    fileprivate func contains(_ address: IPAddress) -> Bool {
        guard let cidr, cidr.contains(address) else { return false }
        return !except.contains { $0.contains(address) }
    }
}

extension NetworkPolicyPort {
    fileprivate var range: PortRange? {
        port?.number.flatMap { first in PortRange(UInt16(clamping: first), UInt16(clamping: endPort ?? first)) }
    }
}

extension NetworkPolicyPort.Transport {
    fileprivate var number: NfTablesProtocol {
        switch self {
        case .tcp: .tcp
        case .udp: .udp
        case .sctp: NfTablesProtocol(rawValue: 132)
        }
    }
}
