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

        /// A pod from its parts.
        public init(namespace: String, labels: [String: String], addresses: [IPAddress]) {
            (self.namespace, self.labels, self.addresses) = (namespace, labels, addresses)
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
            let selected = addresses { $0.namespace == policy.namespace && policy.podSelector.matches($0.labels) }
            guard !selected.isEmpty else { continue }
            closed.formUnion(selected)
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
        by policy: NetworkPolicySpec, _ direction: NetworkPolicySpec.Direction, _ selected: [IPAddress]
    ) -> [NfTablesRuleSpec] {
        let items: [Item] =
            direction == .ingress
            ? policy.ingress.map { ($0.from, $0.ports) } : policy.egress.map { ($0.to, $0.ports) }
        var rules: [NfTablesRuleSpec] = []
        for item in items {
            for peers in self.peers(item.peers, in: policy.namespace) {
                for carried in Self.carried(item.ports) {
                    rules.append(
                        rule("\(policy.id) \(rules.count + 1)", "allowed") {
                            match(&$0, direction, own: selected, peers: peers)
                            $0.matchLayer4 = carried
                            // Back to where the other direction is looked at.
                            $0.verdict = .return
                        })
                }
            }
        }
        return rules
    }

    private func match(
        _ rule: inout NfTablesRuleSpec, _ direction: NetworkPolicySpec.Direction, own: [IPAddress],
        peers: NfTablesAddressMatch?
    ) {
        let own = NfTablesAddressMatch(own.map { IPPrefix(host: $0) })
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

    private func addresses(of isMeant: (Pod) -> Bool) -> [IPAddress] {
        Set(pods.filter(isMeant).flatMap(\.addresses)).sorted()
    }

    /// What packets carry: one match for each protocol; `nil` for all.
    private static func carried(_ ports: [NetworkPolicyPort]) -> [NfTablesLayer4Match?] {
        guard !ports.isEmpty else { return [nil] }
        return NetworkPolicyPort.Transport.allCases.compactMap { transport in
            let own = ports.filter { $0.protocol == transport }
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

extension NetworkPolicyPort {
    fileprivate var range: PortRange? {
        port.flatMap { first in PortRange(UInt16(clamping: first), UInt16(clamping: endPort ?? first)) }
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
