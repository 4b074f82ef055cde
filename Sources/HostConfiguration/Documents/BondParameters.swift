public import NetworkTypes
import Resources

/// The parameters of a bond (`IFLA_BOND_*`, `linux/if_link.h`).
///
/// Times are in milliseconds; what is absent is left.
public struct BondParameters: Hashable, Sendable {
    /// How often links are looked at.
    public var miimon: UInt32?
    /// How long a link must be up before it is used.
    public var updelay: UInt32?
    /// How long a link may be down before it isn't used.
    public var downdelay: UInt32?
    /// Whether the driver says if there is a carrier.
    public var useCarrier: Bool?
    /// What a packet's hash is made of.
    public var xmitHashPolicy: String?
    /// How often neighbours are asked.
    public var arpInterval: UInt32?
    /// The IPv4 neighbours that are asked.
    public var arpIpTargets: [IPAddress] = []
    /// The IPv6 neighbours that are asked.
    public var nsIp6Targets: [IPAddress] = []
    /// Which answers count.
    public var arpValidate: String?
    /// Whether any neighbour that answers is enough.
    public var arpAllTargets: String?
    /// How often LACP is spoken.
    public var lacpRate: String?
    /// What becomes of hardware addresses when another link takes over.
    public var failOverMac: String?
    /// Which aggregator is preferred.
    public var adSelect: String?
    /// LACP's priority of this host.
    public var adActorSysPrio: UInt32?
    /// LACP's key of this host.
    public var adUserPortKey: UInt32?
    /// Whether this host begins to speak LACP.
    public var adLACPActive: String?
    /// The link that is preferred; empty is a fault.
    public var primary: String?
    /// When the preferred link takes over again.
    public var primaryReselect: String?
    /// How often IGMP reports are sent after another link took over.
    public var resendIGMP: UInt32?
    /// How many links must be up.
    public var minLinks: UInt32?
    /// How often learning packets are sent, in seconds.
    public var lpInterval: UInt32?
    /// Packets through a link before the next one's turn.
    public var packetsPerSlave: UInt32?
    /// How often neighbours are told after another link took over.
    public var numPeerNotif: UInt32?
    /// Whether flows are moved by load.
    public var tlbLogicalLb: UInt32?
    /// Whether links that wait take packets.
    public var allSlavesActive: UInt32?
    /// How long between two such messages.
    public var peerNotifDelay: UInt32?
    /// How many questions may stay without answers.
    public var missedMax: UInt32?
}

/// Numbers that the driver takes, in either document (`bond_opts`, `drivers/net/bonding/bond_options.c`).
enum BondRange {
    /// Up to `INT_MAX`.
    static let int: ClosedRange<UInt32> = 0...2_147_483_647
}

extension BondConfig {
    static let parameterFields: [Field<BondConfig>] = [
        Field("miimon", \.parameters.miimon, in: BondRange.int, "How often links are looked at, in ms.", .omitsEmpty),
        Field(
            "updelay", \.parameters.updelay, in: BondRange.int, "How long a link must be up to be used, in ms.",
            .omitsEmpty),
        Field(
            "downdelay", \.parameters.downdelay, in: BondRange.int, "How long a link may be down and be used, in ms.",
            .omitsEmpty),
        Field("useCarrier", \.parameters.useCarrier, "Whether the driver knows the carrier.", .omitsEmpty),
        Field(
            "xmitHashPolicy", \.parameters.xmitHashPolicy, "What a packet's hash is made of.",
            words: ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4"]),
        Field(
            "arpInterval", \.parameters.arpInterval, in: BondRange.int, "How often neighbours are asked, in ms.",
            .omitsEmpty),
        Field("arpIpTargets", \.parameters.arpIpTargets, "The IPv4 neighbours that are asked.", .omitsEmpty),
        Field("nsIp6Targets", \.parameters.nsIp6Targets, "The IPv6 neighbours that are asked.", .omitsEmpty),
        Field(
            "arpValidate", \.parameters.arpValidate, "Which answers count.",
            words: ["none", "active", "backup", "all", "filter", "filter-active", "filter-backup"]),
        Field("arpAllTargets", \.parameters.arpAllTargets, "Whose answers are enough.", words: ["any", "all"]),
        Field("lacpRate", \.parameters.lacpRate, "How often LACP is spoken.", words: ["slow", "fast"]),
        Field(
            "failOverMac", \.parameters.failOverMac, "What becomes of hardware addresses.",
            words: ["none", "active", "follow"]),
        Field(
            "adSelect", \.parameters.adSelect, "Which aggregator is preferred.",
            words: ["stable", "bandwidth", "count"]),
        Field("adActorSysPrio", \.parameters.adActorSysPrio, in: 0...65_535, "LACP's priority.", .omitsEmpty),
        Field("adUserPortKey", \.parameters.adUserPortKey, in: 0...1023, "LACP's key.", .omitsEmpty),
        Field("adLACPActive", \.parameters.adLACPActive, "Whether this host begins.", words: ["on", "off"]),
        Field(optionalText: "primary", \.parameters.primary, "The link that is preferred."),
        Field(
            "primaryReselect", \.parameters.primaryReselect, "When the preferred link takes over again.",
            words: ["always", "better", "failure"]),
        Field(
            "resendIGMP", \.parameters.resendIGMP, in: 0...255, "IGMP reports after another link took over.",
            .omitsEmpty),
        Field("minLinks", \.parameters.minLinks, in: BondRange.int, "How many links must be up.", .omitsEmpty),
        Field(
            "lpInterval", \.parameters.lpInterval, in: BondRange.int, "Between two learning packets, in s.", .omitsEmpty
        ),
        Field(
            "packetsPerSlave", \.parameters.packetsPerSlave, in: 0...65_535, "Packets before the next link's turn.",
            .omitsEmpty),
        Field("numPeerNotif", \.parameters.numPeerNotif, in: 0...255, "How often neighbours are told.", .omitsEmpty),
        Field("tlbLogicalLb", \.parameters.tlbLogicalLb, in: 0...1, "Whether flows move by load.", .omitsEmpty),
        Field(
            "allSlavesActive", \.parameters.allSlavesActive, in: 0...1, "Whether waiting links take packets.",
            .omitsEmpty),
        Field(
            "peerNotifDelay", \.parameters.peerNotifDelay, in: 0...300_000, "Between two notices, in ms.", .omitsEmpty),
        Field("missedMax", \.parameters.missedMax, in: 0...255, "Questions without an answer.", .omitsEmpty),
    ]
}
