public import NetworkTypes

/// A link with a hardware address of its own on another one (`drivers/net/macvlan.c`; macvtap is one that programs open).
public struct MACVLAN: FieldRecord {
    /// With whom it speaks.
    public var mode: Mode?
    /// Broadcasts that may wait.
    public var broadcastQueueLength: UInt32?
    /// Whether the link below isn't made promiscuous.
    public var noPromiscuity: Bool?
    /// Whether source mode leaves out the look for the destination.
    public var noDestination: Bool?
    /// Whose frames are taken in source mode.
    public var sources: [HardwareAddress]?

    /// One of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<MACVLAN> = [
        Field("mode", \.mode, "With whom it speaks; a new one has vepa. IFLA_MACVLAN_MODE.", .omitsEmpty),
        Field(
            "broadcastQueueLength", \.broadcastQueueLength,
            "Broadcasts that may wait; the link below has the most of all on it. IFLA_MACVLAN_BC_QUEUE_LEN.",
            .omitsEmpty),
        Field(
            "noPromiscuity", \.noPromiscuity,
            "For mode passthru: the link below isn't made promiscuous. MACVLAN_FLAG_NOPROMISC.", .omitsEmpty),
        Field(
            "noDestination", \.noDestination,
            "For mode source: a frame from a known source isn't given to its destination too. MACVLAN_FLAG_NODST.",
            .omitsEmpty),
        Field(
            "sources", \.sources, "For mode source: whose frames are taken; exactly these. IFLA_MACVLAN_MACADDR_DATA.",
            .omitsEmpty),
    ]

    /// Members that another mode has.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        if mode == .source, sources == nil { fault("sources", "mode source needs to know whose frames it takes") }
        if mode != .source, sources != nil { fault("sources", "only mode source has it") }
        if mode != .source, noDestination != nil { fault("noDestination", "only mode source has it") }
        if mode != .passthru, noPromiscuity != nil { fault("noPromiscuity", "only mode passthru has it") }
        if let sources, Set(sources).count < sources.count { fault("sources", "an address is there twice") }
        if let wrong = sources?.first(where: { !$0.isUnicast || $0.bytes.count != 6 }) {
            fault("sources", "a unicast address of 6 bytes is expected, not \(wrong)")
        }
        return faults
    }

    /// With whom a macvlan speaks (`MACVLAN_MODE_*`).
    public enum Mode: String, ChoiceValue {
        /// With nobody on the same link below.
        case `private`
        /// With others on the same link below by way of the switch.
        case vepa
        /// With others on the same link below.
        case bridge
        /// It has the link below for itself.
        case passthru
        /// With those whose addresses are listed.
        case source
    }
}
