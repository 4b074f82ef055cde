public import NetworkTypes
public import Resources

/// `machine.network` of the legacy document.
public struct LegacyNetwork: FieldRecord {
    /// The host's name; empty for none.
    public var hostname = ""
    /// Links, what they have, and what is made of them.
    public var interfaces: [LegacyDevice] = []
    /// Servers of DNS.
    public var nameservers: [IPAddress] = []
    /// Domains in which short names are looked for.
    public var searchDomains: [String] = []
    /// Names of addresses.
    public var extraHostEntries: [LegacyHost] = []
    /// The network between the hosts of a cluster; absent when nothing is said.
    public var kubespan: LegacyKubeSpan?
    /// Whether the host's own domain isn't searched.
    public var disableSearchDomain: Bool?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyNetwork> = [
        Field(text: "hostname", \.hostname, "The host's name."),
        Field("interfaces", \.interfaces, "Links, what they have, and what is made of them.", .omitsEmpty),
        Field("nameservers", \.nameservers, "Servers of DNS.", .omitsEmpty),
        Field(texts: "searchDomains", \.searchDomains, "Domains in which short names are looked for."),
        Field("extraHostEntries", \.extraHostEntries, "Names of addresses.", .omitsEmpty),
        Field("kubespan", \.kubespan, "The network between the hosts of a cluster.", .omitsEmpty),
        Field("disableSearchDomain", \.disableSearchDomain, "Whether the own domain isn't searched.", .omitsEmpty),
    ]

    /// What isn't carried out, as `interfaces[0].bond`.
    var unsupported: [String] {
        let devices = interfaces.enumerated().flatMap { index, device in
            device.unsupported.map { "interfaces[\(index)].\($0)" }
        }
        return devices + (kubespan == nil ? [] : ["kubespan"])
    }

    func check(_ findings: inout Findings) {
        for (index, device) in interfaces.enumerated() {
            var part = Findings()
            device.check(&part)
            findings.add(part, below: "interfaces", String(index))
        }
        checkMembership(&findings)
        findings.require(DomainName.self, in: searchDomains, at: "searchDomains")
        for (index, host) in extraHostEntries.enumerated() {
            if host.ip == nil {
                findings.fault("an address must be given", at: "extraHostEntries", String(index), "ip")
            }
            if host.aliases.isEmpty {
                findings.warn(
                    "an address without a name does nothing", at: "extraHostEntries", String(index), "aliases")
            }
            findings.require(
                DomainName.self, in: host.aliases, at: "extraHostEntries", String(index), "aliases")
        }
        if let kubespan {
            var part = Findings()
            kubespan.check(&part)
            findings.add(part, below: "kubespan")
        }
    }

    /// A link is part of one other link at most, and then has no addresses of its own.
    private func checkMembership(_ findings: inout Findings) {
        var owners: [String: String] = [:]
        for (index, device) in interfaces.enumerated() {
            let parts = [("bond", device.bond?.interfaces), ("bridge", device.bridge?.interfaces)]
            for (kind, members) in parts {
                for (place, member) in (members ?? []).enumerated() {
                    let owner = owners[member]
                    owners[member] = owner ?? device.interface
                    guard let owner, owner != device.interface else { continue }
                    findings.fault(
                        "\(member) is part of \(owner) already", at: "interfaces", String(index), kind, "interfaces",
                        String(place))
                }
            }
        }
        for (index, device) in interfaces.enumerated() where device.hasAddressing && device.ignore != true {
            guard let owner = owners[device.interface], !device.interface.isEmpty else { continue }
            findings.fault(
                "\(device.interface) is part of \(owner), so it has no addresses of its own", at: "interfaces",
                String(index))
        }
    }
}

/// Names of an address in the legacy document.
public struct LegacyHost: FieldRecord {
    /// The address.
    public var ip: IPAddress?
    /// Its names.
    public var aliases: [String] = []

    /// Nobody.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyHost> = [
        Field("ip", \.ip, "The address."), Field(texts: "aliases", \.aliases, "Its names."),
    ]
}

/// `machine.network.kubespan` of the legacy document.
public struct LegacyKubeSpan: FieldRecord {
    /// Whether there is such a network.
    public var enabled: Bool?
    /// Whether pods and services are reached through it.
    public var advertiseKubernetesNetworks: Bool?
    /// Whether packets go past it while a host isn't reached.
    public var allowDownPeerBypass: Bool?
    /// Whether addresses are learnt from other hosts.
    public var harvestExtraEndpoints: Bool?
    /// Largest packet in bytes.
    public var mtu: UInt32?
    /// What isn't used.
    public var filters: KubeSpanConfig.Filters?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyKubeSpan> = [
        Field("enabled", \.enabled, "Whether there is such a network.", .omitsEmpty),
        Field(
            "advertiseKubernetesNetworks", \.advertiseKubernetesNetworks, "Whether pods are reached through it.",
            .omitsEmpty),
        Field("allowDownPeerBypass", \.allowDownPeerBypass, "Whether packets may go past it.", .omitsEmpty),
        Field("harvestExtraEndpoints", \.harvestExtraEndpoints, "Whether addresses are learnt.", .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes, at least 1280.", .omitsEmpty),
        Field("filters", \.filters, "What isn't used.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        if let mtu, mtu < 1280 { findings.fault("at least 1280 is expected, not \(mtu)", at: "mtu") }
        for (index, text) in (filters?.endpoints ?? []).enumerated() where KubeSpanConfig.filter(text) == nil {
            findings.fault(
                "a network, with ! before it perhaps, is expected, not \(JSON.string(text).article)", at: "filters",
                "endpoints", String(index))
        }
    }
}
