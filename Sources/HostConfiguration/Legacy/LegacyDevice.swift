import NetworkTypes
public import Resources

/// A link in the legacy document: what it has, and what is made of it.
public struct LegacyDevice: FieldRecord {
    /// The link's name; empty where a selector says which links are meant.
    public var interface = ""
    /// Which links are meant.
    public var deviceSelector: LegacyDeviceSelector?
    /// Addresses, with prefix lengths or without.
    public var addresses: [String] = []
    /// One address, in the older form; empty for none.
    public var cidr = ""
    /// The routes through it.
    public var routes: [LegacyRoute] = []
    /// Makes the link a bond.
    public var bond: LegacyBond?
    /// Makes the link a bridge.
    public var bridge: LegacyBridge?
    /// Makes the link part of a bridge.
    public var bridgePort: LegacyBridgePort?
    /// The VLANs on it.
    public var vlans: [LegacyVLAN] = []
    /// Largest packet in bytes; 0 leaves it.
    public var mtu: UInt32 = 0
    /// Whether addresses are asked for.
    public var dhcp: Bool?
    /// Whether the link is left alone.
    public var ignore: Bool?
    /// Makes the link one that leads nowhere.
    public var dummy: Bool?
    /// How addresses are asked for.
    public var dhcpOptions: LegacyDHCPOptions?
    /// Makes the link one of WireGuard.
    public var wireguard: LegacyWireguard?
    /// An address that moves between hosts.
    public var vip: LegacyVIP?

    /// A link of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyDevice> = [
        Field(text: "interface", \.interface, "The link's name."),
        Field("deviceSelector", \.deviceSelector, "Which links are meant.", .omitsEmpty),
        Field(texts: "addresses", \.addresses, "Addresses, with prefix lengths or without."),
        Field(text: "cidr", \.cidr, "One address, in the older form."),
        Field("routes", \.routes, "The routes through it.", .omitsEmpty),
        Field("bond", \.bond, "Makes the link a bond.", .omitsEmpty),
        Field("bridge", \.bridge, "Makes the link a bridge.", .omitsEmpty),
        Field("bridgePort", \.bridgePort, "Makes the link part of a bridge.", .omitsEmpty),
        Field("vlans", \.vlans, "The VLANs on it.", .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes.", .omitsEmpty),
        Field("dhcp", \.dhcp, "Whether addresses are asked for.", .omitsEmpty),
        Field("ignore", \.ignore, "Whether the link is left alone.", .omitsEmpty),
        Field("dummy", \.dummy, "Makes the link one that leads nowhere.", .omitsEmpty),
        Field("dhcpOptions", \.dhcpOptions, "How addresses are asked for.", .omitsEmpty),
        Field("wireguard", \.wireguard, "Makes the link one of WireGuard.", .omitsEmpty),
        Field("vip", \.vip, "An address that moves between hosts.", .omitsEmpty),
    ]

    /// What isn't carried out, by member.
    var unsupported: [String] {
        let own = [
            ("dhcp", dhcp == true), ("vip", vip != nil),
        ]
        return own.filter(\.1).map(\.0)
            + vlans.enumerated().flatMap { index, vlan in vlan.unsupported.map { "vlans[\(index)].\($0)" } }
    }

    /// Whether it gets addresses, of whatever kind.
    var hasAddressing: Bool { dhcp == true || !cidr.isEmpty || !addresses.isEmpty || vip != nil }

    func check(_ findings: inout Findings) {
        checkIdentity(&findings)
        LegacyAddresses.check(addresses, cidr, &findings)
        if !cidr.isEmpty { findings.warn("'addresses' has taken the place of 'cidr'", at: "cidr") }
        for (index, route) in routes.enumerated() {
            var part = Findings()
            route.check(&part)
            findings.add(part, below: "routes", String(index))
        }
        for (index, vlan) in vlans.enumerated() {
            var part = Findings()
            vlan.check(&part)
            findings.add(part, below: "vlans", String(index))
        }
        if let vip {
            var part = Findings()
            vip.check(&part)
            findings.add(part, below: "vip")
        }
    }

    /// Which link it is, and of which kind.
    private func checkIdentity(_ findings: inout Findings) {
        switch (interface.isEmpty, deviceSelector) {
        case (true, nil): findings.fault("either 'interface' or 'deviceSelector' must say which link is meant")
        case (false, .some):
            findings.fault("'interface' says which link is meant, so there is nothing to select", at: "deviceSelector")
        case (true, let selector?) where selector == LegacyDeviceSelector():
            findings.fault("at least one member must say which link is meant", at: "deviceSelector")
        default: break
        }
        if bond != nil, bridge != nil { findings.fault("a link isn't a bond and a bridge", at: "bridge") }
        if let bond {
            var part = Findings()
            bond.check(&part)
            findings.add(part, below: "bond")
        }
        if let wireguard {
            var part = Findings()
            wireguard.check(&part)
            findings.add(part, below: "wireguard")
        }
    }
}

/// By what links are selected in the legacy document; patterns may have `*`.
public struct LegacyDeviceSelector: FieldRecord {
    /// Where the device is on its bus.
    public var busPath = ""
    /// The hardware address that it has.
    public var hardwareAddr = ""
    /// The hardware address that it came with.
    public var permanentAddr = ""
    /// Maker and model.
    public var pciID = ""
    /// The driver's name.
    public var driver = ""
    /// Whether there is hardware behind it.
    public var physical: Bool?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyDeviceSelector> = [
        Field(text: "busPath", \.busPath, "Where the device is on its bus."),
        Field(text: "hardwareAddr", \.hardwareAddr, "The hardware address that it has."),
        Field(text: "permanentAddr", \.permanentAddr, "The hardware address that it came with."),
        Field(text: "pciID", \.pciID, "Maker and model."),
        Field(text: "driver", \.driver, "The driver's name."),
        Field("physical", \.physical, "Whether there is hardware behind it.", .omitsEmpty),
    ]
}

/// Addresses as the legacy document has them.
enum LegacyAddresses {
    /// An address with a prefix length or without one.
    static func isValid(_ text: String) -> Bool { IPPrefix(text) != nil || IPAddress(text) != nil }

    /// In either of two members, not in both.
    static func check(_ addresses: [String], _ cidr: String, _ findings: inout Findings) {
        let expectation = "an address, with its prefix length perhaps, is expected"
        if !cidr.isEmpty, !isValid(cidr) {
            findings.fault("\(expectation), not \(JSON.string(cidr).article)", at: "cidr")
        }
        if !cidr.isEmpty, !addresses.isEmpty { findings.fault("'addresses' is given too", at: "cidr") }
        for (index, address) in addresses.enumerated() where !isValid(address) {
            findings.fault("\(expectation), not \(JSON.string(address).article)", at: "addresses", String(index))
        }
    }
}
