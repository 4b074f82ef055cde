/// A link with addresses of its own and the hardware address of another one (`drivers/net/ipvlan`).
public struct IPVLAN: FieldRecord {
    /// At which layer it takes part.
    public var mode: Mode?
    /// With whom it speaks.
    public var isolation: Isolation?

    /// One of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<IPVLAN> = [
        Field(
            "mode", \.mode,
            "At which layer it takes part; all on one link below have the same, a new one makes it l3. IFLA_IPVLAN_MODE.",
            .omitsEmpty),
        Field(
            "isolation", \.isolation,
            "With whom it speaks; all on one link below have the same, a new one makes it bridge. IFLA_IPVLAN_FLAGS.",
            .omitsEmpty),
    ]

    /// At which layer an ipvlan takes part (`IPVLAN_MODE_*`).
    public enum Mode: String, ChoiceValue {
        /// Ethernet: with ARP and broadcasts.
        case l2
        /// IP: the host routes for it.
        case l3
        /// IP, and the host's filters see its packets.
        case l3s
    }

    /// With whom an ipvlan speaks (`IPVLAN_F_*`).
    public enum Isolation: String, ChoiceValue {
        /// With others on the same link below.
        case bridge
        /// With nobody on the same link below.
        case `private`
        /// With others on the same link below by way of the switch.
        case vepa
    }
}
