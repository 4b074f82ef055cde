public import NetworkTypes
public import Resources

/// Who answers questions of DNS.
public struct ResolverConfig: SingletonDocument {
    /// A server.
    public struct Server: FieldRecord {
        /// Its address.
        public var address: IPAddress?
        /// How it is asked; absent is in plain text.
        public var `protocol`: DNSProtocol?
        /// The name that its certificate has.
        public var tlsServerName = ""

        /// No server yet.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Server> = [
            Field("address", \.address, "Its address."),
            Field("protocol", \.protocol, "How it is asked.", .omitsEmpty),
            Field(text: "tlsServerName", \.tlsServerName, "The name that its certificate has."),
        ]

        /// Whether nobody on the way reads along.
        var isEncrypted: Bool { self.protocol == .dot || self.protocol == .doh }
    }

    /// The domains in which short names are looked for.
    public struct SearchDomains: FieldRecord {
        /// In this order.
        public var domains: [String] = []
        /// Whether the host's own domain isn't one of them.
        public var disableDefault: Bool?

        /// None is said.
        public init() {}

        /// Every member.
        public static let fields: FieldList<SearchDomains> = [
            Field(texts: "domains", \.domains, "In this order."),
            Field("disableDefault", \.disableDefault, "Whether the host's own domain isn't one of them.", .omitsEmpty),
        ]
    }

    /// The servers in the order in which they are asked.
    public var nameservers: [Server] = []
    /// The domains in which short names are looked for; absent leaves them.
    public var searchDomains: SearchDomains?
    /// The host's own server; absent leaves it.
    public var hostDNS: HostDNS?

    /// Nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "ResolverConfig"
    /// Every member.
    public static let fields: FieldList<ResolverConfig> = [
        Field("nameservers", \.nameservers, "The servers in the order in which they are asked.", .omitsEmpty),
        Field("searchDomains", \.searchDomains, "The domains in which short names are looked for.", .omitsEmpty),
        Field("hostDNS", \.hostDNS, "The host's own server.", .omitsEmpty),
    ]

    /// The host's own server, and servers that are asked over TLS or HTTPS.
    public var unsupported: [String] {
        let encrypted = nameservers.indices.filter { nameservers[$0].isEncrypted }
        return (hostDNS?.enabled == true ? ["hostDNS"] : []) + encrypted.map { "nameservers[\($0)].protocol" }
    }

    /// Servers with addresses, certificates' names where and only where there are certificates.
    public func check(_ findings: inout Findings) {
        for (index, server) in nameservers.enumerated() {
            let index = String(index)
            if server.address == nil {
                findings.fault("the server's address must be given", at: "nameservers", index, "address")
            }
            if server.isEncrypted, server.tlsServerName.isEmpty {
                findings.fault(
                    "the name that the server's certificate has must be given", at: "nameservers", index,
                    "tlsServerName")
            }
            if !server.isEncrypted, !server.tlsServerName.isEmpty {
                findings.fault(
                    "a server that is asked in plain text has no certificate", at: "nameservers", index, "tlsServerName"
                )
            }
        }
        if !nameservers.isEmpty, nameservers.allSatisfy(\.isEncrypted) {
            findings.warn(
                "all servers have certificates, which need a clock that is right: give a time server by its address, "
                    + "or one server that is asked in plain text",
                at: "nameservers")
        }
        let domains = searchDomains?.domains ?? []
        findings.require(DomainName.self, in: domains, at: "searchDomains", "domains")
        if !domains.isEmpty, nameservers.isEmpty {
            findings.warn(
                "without a server nothing is written: search domains take effect with servers of another layer",
                at: "searchDomains")
        }
        hostDNS?.check(&findings)
    }

    /// The legacy document names servers, domains and the host's own server too.
    public func check(against legacy: LegacyDocument, _ findings: inout Findings) {
        let network = legacy.machine.network
        func taken(_ member: String) -> String { "\(member) of the v1alpha1 document says it already" }
        if !network.nameservers.isEmpty {
            findings.fault(taken("machine.network.nameservers"), at: "nameservers")
        }
        if !network.searchDomains.isEmpty {
            findings.fault(taken("machine.network.searchDomains"), at: "searchDomains")
        }
        if network.disableSearchDomain != nil {
            findings.fault(taken("machine.network.disableSearchDomain"), at: "searchDomains", "disableDefault")
        }
        if legacy.machine.features.hostDNS != nil, hostDNS != nil {
            findings.fault(taken("machine.features.hostDNS"), at: "hostDNS")
        }
    }
}

/// The host's own server of DNS.
public struct HostDNS: FieldRecord {
    /// Whether there is one.
    public var enabled: Bool?
    /// Whether Kubernetes' server asks it.
    public var forwardKubeDNSToHost: Bool?
    /// Whether it knows the hosts of the cluster.
    public var resolveMemberNames: Bool?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<HostDNS> = [
        Field("enabled", \.enabled, "Whether there is one.", .omitsEmpty),
        Field("forwardKubeDNSToHost", \.forwardKubeDNSToHost, "Whether Kubernetes' server asks it.", .omitsEmpty),
        Field("resolveMemberNames", \.resolveMemberNames, "Whether it knows the hosts of the cluster.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        guard enabled != true else { return }
        if forwardKubeDNSToHost == true {
            findings.fault("hostDNS isn't enabled, so nobody can ask it", at: "hostDNS", "forwardKubeDNSToHost")
        }
        if resolveMemberNames == true {
            findings.fault("hostDNS isn't enabled, so it can't know names", at: "hostDNS", "resolveMemberNames")
        }
    }
}
