/// A link of which the other end is a program that opens /dev/net/tun (Documentation/networking/tuntap.rst).
public struct Tun: FieldRecord {
    /// What packets it has.
    public var mode: Mode?
    /// The number of the user who may open it.
    public var owner: UInt32?
    /// The number of the group that may open it.
    public var group: UInt32?
    /// Whether several queues share it.
    public var multiQueue: Bool?
    /// Whether packets come with a virtio header.
    public var vnetHeader: Bool?
    /// Whether packets come with flags and protocol.
    public var packetInfo: Bool?

    /// One of which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<Tun> = [
        Field("mode", \.mode, "tun for IP packets, tap for Ethernet frames. IFLA_TUN_TYPE.", .required),
        Field(
            "owner", \.owner, in: 0...4_294_967_294,
            "The number of the user who may open it; absent for whoever may administer the network. TUNSETOWNER.",
            .omitsEmpty),
        Field(
            "group", \.group, in: 0...4_294_967_294, "The number of the group that may open it. TUNSETGROUP.",
            .omitsEmpty),
        Field("multiQueue", \.multiQueue, "Whether several queues share it. IFF_MULTI_QUEUE.", .omitsEmpty),
        Field(
            "vnetHeader", \.vnetHeader,
            "Whether packets come with a virtio header; the program that opens it says anew. IFF_VNET_HDR.", .omitsEmpty
        ),
        Field(
            "packetInfo", \.packetInfo,
            "Whether packets come with flags and protocol; the program that opens it says anew. Not IFF_NO_PI.",
            .omitsEmpty),
    ]

    /// What packets a tun link has.
    public enum Mode: String, ChoiceValue {
        /// IP packets.
        case tun
        /// Ethernet frames.
        case tap
    }
}
