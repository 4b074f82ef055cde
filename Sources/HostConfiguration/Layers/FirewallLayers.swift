import NetworkTypes
public import Resources

/// The chains that documents about the firewall come to (Talos' NfTablesChainConfigController).
///
/// There are none until a document blocks what comes in, or says from where a port is reached.
public enum FirewallLayers: LayerRule {
    /// Chains.
    public typealias Spec = NfTablesChainSpec
    /// What goes to the host's own addresses is told from what passes through.
    public static let inputs = [NodeAddress.typeName]

    /// What comes in for the host, and what is translated before it gets there, as packets for the ports of pods.
    public static func specs(_ sources: LayerSources) -> [LayeredSpec<NfTablesChainSpec>] {
        guard let policy = IngressPolicy(sources) else { return [] }
        return [ingress(policy), prerouting(policy, sources)].compactMap { $0 }.map {
            LayeredSpec($0, .configuration, origins: policy.origins)
        }
    }

    /// Where the chains are: after those that set marks, and before addresses are translated.
    private static let places = (
        ingress: NfTablesPriority(rawValue: -140), prerouting: NfTablesPriority(rawValue: -110)
    )

    private static func ingress(_ policy: IngressPolicy) -> NfTablesChainSpec {
        var chain = chain("ingress", .input, places.ingress)
        chain.policy = policy.isBlocking ? .drop : .accept
        chain.rules = [PresetRules.trusted, PresetRules.answers, PresetRules.invalid]
        if policy.isBlocking {
            chain.rules += PresetRules.icmp
            if !policy.cluster.isEmpty { chain.rules.append(PresetRules.cluster(policy.cluster)) }
        }
        chain.rules += policy.rules
        return chain
    }

    /// `nil` until the host has an address: all would be for somebody else.
    private static func prerouting(_ policy: IngressPolicy, _ sources: LayerSources) -> NfTablesChainSpec? {
        let list = sources.addresses["routed-no-k8s"] ?? sources.addresses["routed"]
        guard let addresses = list?.addresses.map({ IPPrefix(host: $0.address) }), !addresses.isEmpty else {
            return nil
        }
        var chain = chain("prerouting", .prerouting, places.prerouting)
        chain.policy = .accept
        chain.rules = [PresetRules.trusted, PresetRules.others(than: addresses)]
        chain.rules += policy.rules.map { rule in
            var rule = rule
            rule.matchConntrackState = NfTablesConntrackStateMatch([.new])
            return rule
        }
        if policy.isBlocking { chain.rules += PresetRules.closedPorts }
        return chain
    }

    private static func chain(
        _ name: String, _ hook: NfTablesChainHook, _ priority: NfTablesPriority
    ) -> NfTablesChainSpec {
        var chain = NfTablesChainSpec()
        (chain.name, chain.type, chain.hook, chain.priority) = (NfTablesName(name), .filter, hook, priority)
        return chain
    }
}

/// What documents say of packets that come in.
private struct IngressPolicy {
    let isBlocking: Bool
    /// A rule for each document.
    let rules: [NfTablesRuleSpec]
    /// The networks of pods and services.
    let cluster: [IPPrefix]
    let origins: [SpecOrigin]

    /// `nil` where no document asks for a chain.
    init?(_ sources: LayerSources) {
        guard let configuration = sources.configuration else { return nil }
        let action = configuration.all(NetworkDefaultActionConfig.self).first
        let documents = configuration.all(NetworkRuleConfig.self)
        let isBlocking = configuration.blocksIngress
        guard isBlocking || !documents.isEmpty else { return nil }
        self.isBlocking = isBlocking
        rules = documents.map { NfTablesRuleSpec($0.document, isBlocking: isBlocking) }
        cluster = configuration.clusterNetworks
        let members = action == nil ? nil : ["rules"]
        origins =
            (action.map { [SpecOrigin($0.source)] } ?? []) + documents.map { SpecOrigin($0.source, members: members) }
    }
}

extension NfTablesRuleSpec {
    /// The rule of a document.
    ///
    /// Where all else is blocked it lets in whom the document names. Else it keeps everybody else out: of two documents about one
    /// port, a packet must be meant by both.
    fileprivate init(_ document: NetworkRuleConfig, isBlocking: Bool) {
        self.init()
        name = document.name
        description = isBlocking ? "open to its networks" : "closed to all but its networks"
        matchSourceAddress = NfTablesAddressMatch(
            document.ingress.compactMap(\.subnet), except: document.ingress.compactMap(\.except),
            isInverted: !isBlocking)
        let transport = document.portSelector.protocol?.number ?? .tcp
        // Whoever speaks of ICMP has to name ports all the same: they mean nothing.
        let ports = transport.hasPorts ? document.portSelector.ports : []
        matchLayer4 = NfTablesLayer4Match(
            transport, to: PortRange.merged(ports.compactMap { PortRange($0.range.lowerBound, $0.range.upperBound) }))
        anonymousCounter = true
        verdict = isBlocking ? .accept : .drop
    }
}

extension NetworkRuleConfig.Transport {
    fileprivate var number: NfTablesProtocol {
        switch self {
        case .tcp: .tcp
        case .udp: .udp
        case .icmp: .icmp
        case .icmpv6: .icmpv6
        }
    }
}

extension MachineConfiguration {
    /// Whether nothing comes in that no document lets in.
    var blocksIngress: Bool { all(NetworkDefaultActionConfig.self).first?.document.ingress == .block }

    /// The networks of pods and services, as far as a document says them.
    var clusterNetworks: [IPPrefix] {
        let old = legacy?.cluster.network
        let documents = documents.filter { $0.kind == "KubeNetworkConfig" }.map(\.json)
        let said = documents.flatMap { json in
            ["podSubnets", "serviceSubnets"].flatMap { json[$0]?.elements ?? [] }.compactMap {
                $0.text.flatMap { IPPrefix($0) }
            }
        }
        return (old?.podSubnets ?? []) + (old?.serviceSubnets ?? []) + said
    }
}
