public import NetworkTypes
public import Resources

/// A VLAN in the legacy document.
public struct LegacyVLAN: FieldRecord {
    /// Addresses, with prefix lengths or without.
    public var addresses: [String] = []
    /// One address, in the older form; empty for none.
    public var cidr = ""
    /// The routes through it.
    public var routes: [LegacyRoute] = []
    /// Whether addresses are asked for.
    public var dhcp: Bool?
    /// The number of the VLAN.
    public var vlanId: UInt32 = 0
    /// Largest packet in bytes; 0 leaves it.
    public var mtu: UInt32 = 0
    /// An address that moves between hosts.
    public var vip: LegacyVIP?
    /// How addresses are asked for.
    public var dhcpOptions: LegacyDHCPOptions?

    /// A VLAN of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyVLAN> = [
        Field(texts: "addresses", \.addresses, "Addresses, with prefix lengths or without."),
        Field(text: "cidr", \.cidr, "One address, in the older form."),
        Field("routes", \.routes, "The routes through it.", .omitsEmpty),
        Field("dhcp", \.dhcp, "Whether addresses are asked for.", .omitsEmpty),
        Field("vlanId", \.vlanId, in: 0...4095, "The number of the VLAN."),
        Field("mtu", \.mtu, "Largest packet in bytes.", .omitsEmpty),
        Field("vip", \.vip, "An address that moves between hosts.", .omitsEmpty),
        Field("dhcpOptions", \.dhcpOptions, "How addresses are asked for.", .omitsEmpty),
    ]

    /// What isn't carried out, by member.
    var unsupported: [String] { [("dhcp", dhcp == true), ("vip", vip != nil)].filter(\.1).map(\.0) }

    func check(_ findings: inout Findings) {
        LegacyAddresses.check(addresses, cidr, &findings)
        for (index, route) in routes.enumerated() {
            var part = Findings()
            route.check(&part)
            findings.add(part, below: "routes", String(index))
        }
        if let vip {
            var part = Findings()
            vip.check(&part)
            findings.add(part, below: "vip")
        }
    }
}

/// How addresses are asked for in the legacy document.
public struct LegacyDHCPOptions: FieldRecord {
    /// The metric of the routes; 0 leaves it to the default.
    public var routeMetric: UInt32 = 0
    /// Whether DHCPv4 is spoken; absent is yes.
    public var ipv4: Bool?
    /// Whether DHCPv6 is spoken; absent is no.
    public var ipv6: Bool?
    /// The DUID (RFC 8415 §11); empty for the own one.
    public var duidv6 = ""

    /// The defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyDHCPOptions> = [
        Field("routeMetric", \.routeMetric, "The metric of the routes.", .omitsEmpty),
        Field("ipv4", \.ipv4, "Whether DHCPv4 is spoken.", .omitsEmpty),
        Field("ipv6", \.ipv6, "Whether DHCPv6 is spoken.", .omitsEmpty),
        Field(text: "duidv6", \.duidv6, "The DUID."),
    ]
}

/// An address that moves between hosts in the legacy document.
public struct LegacyVIP: FieldRecord {
    /// What opens a cloud's interface.
    public struct Cloud: FieldRecord {
        /// A secret.
        public var apiToken = ""

        /// Nothing.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Cloud> = [
            Field(text: "apiToken", \.apiToken, "What opens the interface of the cloud; a secret.")
        ]
    }

    /// The address.
    public var ip: IPAddress?
    /// Equinix Metal moves it.
    public var equinixMetal: Cloud?
    /// Hetzner Cloud moves it.
    public var hcloud: Cloud?

    /// An address that isn't said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyVIP> = [
        Field("ip", \.ip, "The address."),
        Field("equinixMetal", \.equinixMetal, "Equinix Metal moves it.", .omitsEmpty),
        Field("hcloud", \.hcloud, "Hetzner Cloud moves it.", .omitsEmpty),
    ]

    func check(_ findings: inout Findings) {
        if ip == nil { findings.fault("an address must be given", at: "ip") }
    }
}
