public import Resources

/// A bond in the legacy document; what is 0 or absent is left.
public struct LegacyBond: FieldRecord {
    /// The links that it bonds.
    public var interfaces: [String] = []
    /// Which links it bonds.
    public var deviceSelectors: [LegacyDeviceSelector] = []
    /// The neighbours that are asked.
    public var arpIPTarget: [String] = []
    /// How the links share the traffic; absent leaves it.
    public var mode: BondMode?
    /// What a packet's hash is made of.
    public var xmitHashPolicy = ""
    /// How often LACP is spoken.
    public var lacpRate = ""
    /// LACP's address of this host.
    public var adActorSystem = ""
    /// Which answers of neighbours count.
    public var arpValidate = ""
    /// Whether any neighbour that answers is enough.
    public var arpAllTargets = ""
    /// The link that is preferred.
    public var primary = ""
    /// When the preferred link takes over again.
    public var primaryReselect = ""
    /// What becomes of hardware addresses when another link takes over.
    public var failOverMac = ""
    /// Which aggregator is preferred.
    public var adSelect = ""
    /// How often links are looked at, in milliseconds.
    public var miimon: UInt32 = 0
    /// How long a link must be up before it is used, in milliseconds.
    public var updelay: UInt32 = 0
    /// How long a link may be down before it isn't used, in milliseconds.
    public var downdelay: UInt32 = 0
    /// How often neighbours are asked, in milliseconds.
    public var arpInterval: UInt32 = 0
    /// How often IGMP reports are sent after another link took over.
    public var resendIgmp: UInt32 = 0
    /// How many links must be up.
    public var minLinks: UInt32 = 0
    /// How often learning packets are sent, in seconds.
    public var lpInterval: UInt32 = 0
    /// Packets through a link before the next one's turn.
    public var packetsPerSlave: UInt32 = 0
    /// How often neighbours are told after another link took over.
    public var numPeerNotif: UInt32 = 0
    /// Whether flows are moved by load; the kernel moves them where nothing is said.
    public var tlbDynamicLb: UInt32?
    /// Whether links that wait take packets.
    public var allSlavesActive: UInt32 = 0
    /// Whether the driver says if there is a carrier.
    public var useCarrier: Bool?
    /// LACP's priority of this host.
    public var adActorSysPrio: UInt32 = 0
    /// LACP's key of this host.
    public var adUserPortKey: UInt32 = 0
    /// How long between two notices to neighbours, in milliseconds.
    public var peerNotifyDelay: UInt32 = 0

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LegacyBond> = [
        Field(texts: "interfaces", \.interfaces, "The links that it bonds."),
        Field("deviceSelectors", \.deviceSelectors, "Which links it bonds.", .omitsEmpty),
        Field(texts: "arpIPTarget", \.arpIPTarget, "The neighbours that are asked."),
        Field("mode", \.mode, "How the links share the traffic.", .omitsEmpty),
        Field(text: "xmitHashPolicy", \.xmitHashPolicy, "What a packet's hash is made of."),
        Field(text: "lacpRate", \.lacpRate, "How often LACP is spoken."),
        Field(text: "adActorSystem", \.adActorSystem, "LACP's address of this host."),
        Field(text: "arpValidate", \.arpValidate, "Which answers of neighbours count."),
        Field(text: "arpAllTargets", \.arpAllTargets, "Whose answers are enough."),
        Field(text: "primary", \.primary, "The link that is preferred."),
        Field(text: "primaryReselect", \.primaryReselect, "When the preferred link takes over again."),
        Field(text: "failOverMac", \.failOverMac, "What becomes of hardware addresses."),
        Field(text: "adSelect", \.adSelect, "Which aggregator is preferred."),
        Field("miimon", \.miimon, in: BondRange.int, "How often links are looked at, in ms.", .omitsEmpty),
        Field("updelay", \.updelay, in: BondRange.int, "How long a link must be up to be used, in ms.", .omitsEmpty),
        Field(
            "downdelay", \.downdelay, in: BondRange.int, "How long a link may be down and be used, in ms.", .omitsEmpty),
        Field("arpInterval", \.arpInterval, in: BondRange.int, "How often neighbours are asked, in ms.", .omitsEmpty),
        Field("resendIgmp", \.resendIgmp, in: 0...255, "IGMP reports after another link took over.", .omitsEmpty),
        Field("minLinks", \.minLinks, in: BondRange.int, "How many links must be up.", .omitsEmpty),
        Field("lpInterval", \.lpInterval, in: BondRange.int, "Between two learning packets, in s.", .omitsEmpty),
        Field(
            "packetsPerSlave", \.packetsPerSlave, in: 0...65_535, "Packets before the next link's turn.", .omitsEmpty),
        Field("numPeerNotif", \.numPeerNotif, in: 0...255, "How often neighbours are told.", .omitsEmpty),
        Field("tlbDynamicLb", \.tlbDynamicLb, in: 0...1, "Whether flows move by load.", .omitsEmpty),
        Field("allSlavesActive", \.allSlavesActive, in: 0...1, "Whether waiting links take packets.", .omitsEmpty),
        Field("useCarrier", \.useCarrier, "Whether the driver knows the carrier.", .omitsEmpty),
        Field("adActorSysPrio", \.adActorSysPrio, in: 0...65_535, "LACP's priority.", .omitsEmpty),
        Field("adUserPortKey", \.adUserPortKey, in: 0...65_535, "LACP's key.", .omitsEmpty),
        Field("peerNotifyDelay", \.peerNotifyDelay, in: 0...300_000, "Between two notices, in ms.", .omitsEmpty),
    ]

    /// What excludes one another, and what has a meaning in one mode only.
    func check(_ findings: inout Findings) {
        if !interfaces.isEmpty, !deviceSelectors.isEmpty {
            findings.fault("'interfaces' names the links, so there is nothing to select", at: "deviceSelectors")
        }
        if miimon == 0 {
            if updelay != 0 { findings.fault("it means nothing without 'miimon'", at: "updelay") }
            if downdelay != 0 { findings.fault("it means nothing without 'miimon'", at: "downdelay") }
        }
        guard mode != .lacp else { return }
        if adActorSysPrio != 0 { findings.fault("it is for mode 802.3ad only", at: "adActorSysPrio") }
        if adUserPortKey != 0 { findings.fault("it is for mode 802.3ad only", at: "adUserPortKey") }
        if !lacpRate.isEmpty { findings.fault("it is for mode 802.3ad only", at: "lacpRate") }
    }
}
