/// How a bridge works (`IFLA_BR_*`, `net/bridge`); what isn't said stays as it is.
public struct Bridge: FieldRecord {
    /// The spanning tree protocol.
    public var stp = SpanningTree()
    /// VLAN filtering.
    public var vlan = VLANFiltering()
    /// The bridge's own VLANs, all of them.
    public var vlans: PortVLANs?
    /// Multicast snooping.
    public var multicast = BridgeMulticast()
    /// After how long an address that sends nothing is forgotten.
    public var ageingTime: GoDuration?
    /// Which link-local groups are forwarded.
    public var groupForwardMask: UInt32?
    /// Whether link-local frames teach the bridge where their senders are.
    public var linkLocalLearning: Bool?
    /// Nothing is said.
    public init() {}
    /// Every member.
    public static let fields: FieldList<Bridge> = [
        Field("stp", \.stp, "The spanning tree protocol, IEEE 802.1D.", .omitsEmpty),
        Field("vlan", \.vlan, "VLAN filtering, IEEE 802.1Q.", .omitsEmpty),
        Field(
            "vlans", \.vlans,
            "The VLANs that reach the host itself, all of them; absent leaves them. IFLA_BRIDGE_VLAN_INFO.",
            .omitsEmpty),
        Field("multicast", \.multicast, "Multicast snooping, RFC 4541.", .omitsEmpty),
        Field(
            span: "ageingTime", \.ageingTime,
            "After how long an address that sends nothing is forgotten; 0s: at once. IFLA_BR_AGEING_TIME.", .omitsEmpty),
        Field(
            "groupForwardMask", \.groupForwardMask, in: 0...65_535,
            "A bit for each group 01:80:C2:00:00:0X that is forwarded; not bits 0 to 2. IFLA_BR_GROUP_FWD_MASK.",
            .omitsEmpty),
        Field(
            "linkLocalLearning", \.linkLocalLearning,
            "Whether link-local frames teach where their senders are. BR_BOOLOPT_NO_LL_LEARN, inverted.", .omitsEmpty),
    ]

    /// Groups that the kernel never forwards (`BR_GROUPFWD_RESTRICTED`).
    public func contradictions() -> [Fault] {
        guard let groupForwardMask, groupForwardMask & 0x7 != 0 else { return [] }
        return [
            Fault(
                JSONPointer(tokens: ["groupForwardMask"]),
                "the kernel never forwards the groups of bits 0 to 2 (STP, pause frames, LACP)")
        ]
    }

    /// Times of a spec that the kernel doesn't count or refuses.
    ///
    /// No contradictions: a status has what a new bridge has by itself, such as 31.25s between the first questions, and what others set.
    var timeFaults: [Fault] {
        [("ageingTime", ageingTime)].clockFaults
            + stp.timeFaults.map { $0.below(JSONPointer(tokens: ["stp"])) }
            + multicast.timeFaults.map { $0.below(JSONPointer(tokens: ["multicast"])) }
    }

    /// The spanning tree protocol; its times are those of the root bridge wherever this one isn't it.
    public struct SpanningTree: FieldRecord {
        /// On or off.
        public var enabled: Bool?
        /// How long a port listens, and how long it learns, before it forwards.
        public var forwardDelay: GoDuration?
        /// How often the root speaks.
        public var helloTime: GoDuration?
        /// After how long what the root said is forgotten.
        public var maxAge: GoDuration?
        /// Who becomes the root: the lowest.
        public var priority: UInt32?
        /// Nothing is said.
        public init() {}
        /// Every member.
        public static let fields: FieldList<SpanningTree> = [
            Field("enabled", \.enabled, "Whether it is on. IFLA_BR_STP_STATE.", .omitsEmpty),
            Field(
                span: "forwardDelay", \.forwardDelay,
                "How long a port listens, and how long it learns, before it forwards: 2s to 30s, without STP from 0s. "
                    + "IFLA_BR_FORWARD_DELAY.", .omitsEmpty),
            Field(
                span: "helloTime", \.helloTime, "How often the root speaks, 1s to 10s. IFLA_BR_HELLO_TIME.", .omitsEmpty
            ),
            Field(
                span: "maxAge", \.maxAge, "After how long what the root said is forgotten, 6s to 40s. IFLA_BR_MAX_AGE.",
                .omitsEmpty),
            Field(
                "priority", \.priority, in: 0...65_535, "The bridge with the lowest is the root. IFLA_BR_PRIORITY.",
                .omitsEmpty),
        ]

        /// What the kernel doesn't count, or refuses with `ERANGE` (`net/bridge/br_stp.c`).
        var timeFaults: [Fault] {
            let least: GoDuration = enabled == true ? .seconds(2) : .zero
            let times = [
                ("forwardDelay", forwardDelay, least...GoDuration.seconds(30)),
                ("helloTime", helloTime, GoDuration.seconds(1)...GoDuration.seconds(10)),
                ("maxAge", maxAge, GoDuration.seconds(6)...GoDuration.seconds(40)),
            ]
            return times.map { ($0.0, $0.1) }.clockFaults
                + times.compactMap { name, time, range in
                    guard let time, !range.contains(time) else { return nil }
                    return Fault(
                        JSONPointer(tokens: [name]),
                        "the kernel takes \(range.lowerBound) to \(range.upperBound), not \(time)")
                }
        }

        /// Whether nothing is said.
        public var isUnset: Bool { self == SpanningTree() }
    }

    /// Whether ports filter by VLAN, and how.
    public struct VLANFiltering: FieldRecord {
        /// On or off.
        public var filteringEnabled: Bool?
        /// Whose tags are looked at.
        public var `protocol`: VLANProtocol?
        /// The VLAN that a new port has.
        public var defaultPVID: UInt32?
        /// Whether each VLAN's frames are counted.
        public var statistics: Bool?
        /// Whether they are counted for each port.
        public var statisticsPerPort: Bool?
        /// Nothing is said.
        public init() {}
        /// Every member.
        public static let fields: FieldList<VLANFiltering> = [
            Field("filteringEnabled", \.filteringEnabled, "Whether it is on. IFLA_BR_VLAN_FILTERING.", .omitsEmpty),
            Field("protocol", \.protocol, "Whose tags are looked at. IFLA_BR_VLAN_PROTOCOL.", .omitsEmpty),
            Field(
                "defaultPVID", \.defaultPVID, in: 0...4094,
                "The VLAN of untagged frames on a new port, 1 when it isn't said; 0: none. IFLA_BR_VLAN_DEFAULT_PVID.",
                .omitsEmpty),
            Field(
                "statistics", \.statistics, "Whether each VLAN's frames are counted. IFLA_BR_VLAN_STATS_ENABLED.",
                .omitsEmpty),
            Field(
                "statisticsPerPort", \.statisticsPerPort,
                "Whether they are counted for each port. IFLA_BR_VLAN_STATS_PER_PORT.", .omitsEmpty),
        ]

        /// Whether nothing is said.
        public var isUnset: Bool { self == VLANFiltering() }
    }
}

extension [(String, GoDuration?)] {
    /// The times among some members that the kernel can't count.
    ///
    /// It takes hundredths of a second (`USER_HZ`) and counts in ticks of its own; with 250 ticks a second every other
    /// hundredth comes out as the one below, and would be set again and again.
    var clockFaults: [Fault] {
        compactMap { name, time in
            guard let time,
                time.nanoseconds < 0 || time.nanoseconds % 20_000_000 != 0
                    || time.nanoseconds / 10_000_000 > Int64(UInt32.max)
            else { return nil }
            return Fault(
                JSONPointer(tokens: [name]), "a multiple of 20ms is expected, which every kernel can count, not \(time)"
            )
        }
    }
}
