public import NetworkTypes

/// A link as it is in the kernel, ours or somebody else's.
public struct LinkStatus: ResourceSpec {
    /// The link's name; not a member, the id says it.
    public var name: InterfaceName?
    /// The description that somebody gave it.
    public var alias = ""
    /// Further names.
    public var altNames: [String] = []
    /// The kernel's number.
    public var index: UInt32 = 0
    /// The hardware type.
    public var type = LinkType.ether
    /// The number of the link below or of the peer.
    public var linkIndex: UInt32 = 0
    /// What it is set to and how it is.
    public var flags = LinkFlags()
    /// The hardware address.
    public var hardwareAddr: HardwareAddress?
    /// The address burnt in.
    public var permanentAddr: HardwareAddress?
    /// The broadcast address.
    public var broadcastAddr: HardwareAddress?
    /// Largest packet, in bytes.
    public var mtu: UInt32 = 0
    /// Why packets of that size can't all pass; absent when they can.
    public var mtuLimit: MTULimit?
    /// The queue discipline.
    public var queueDisc = ""
    /// The number of the bridge or bond that it is a port of.
    public var masterIndex: UInt32?
    /// The name of that bridge or bond.
    public var masterName: InterfaceName?
    /// Whether it can pass packets.
    public var operationalState = OperationalState.unknown
    /// What made it; empty for hardware.
    public var kind = ""
    /// What it is a port of, such as `bridge`.
    public var slaveKind = ""
    /// Whether it has carrier.
    public var linkState = false
    /// The link below.
    public var parentName: InterfaceName?
    /// Which frames of the link below belong to it.
    public var vlan: VLAN?
    /// How the bond works.
    public var bondMaster: Bond?
    /// How the bond is.
    public var bondState: BondState?
    /// How the link is set as a port of a bond.
    public var bondSlave: BondPort?
    /// How the link is as a port of a bond.
    public var bondSlaveState: BondPortState?
    /// How the bridge works.
    public var bridgeMaster: Bridge?
    /// How it is a port of its bridge.
    public var bridgeSlave: BridgePort?
    /// Which table the VRF is.
    public var vrfMaster: VRF?
    /// The network of Ethernet over UDP.
    public var vxlan: VXLAN?
    /// The network of Ethernet over UDP with options.
    public var geneve: Geneve?
    /// The tunnel of GRE.
    public var gre: GRETunnel?
    /// The tunnel of IP in IPv4.
    public var ipTunnel: IPTunnel?
    /// How it shares the link below.
    public var macvlan: MACVLAN?
    /// How it shares the link below and its address.
    public var ipvlan: IPVLAN?
    /// What the program at its other end has.
    public var tun: Tun?
    /// Public key, port and peers of a tunnel; no secrets.
    public var wireguard: WireGuard?
    /// The other end of a veth pair.
    public var veth: VirtualEthernet?
    /// Packets that may wait to be sent.
    public var txQueueLength: UInt32?
    /// The group of links that it is in.
    public var group: UInt32?
    /// Most bytes of what is split late.
    public var gsoMaxSize: UInt32?
    /// Most packets of what is split late.
    public var gsoMaxSegments: UInt32?
    /// Most bytes of what is put together.
    public var groMaxSize: UInt32?
    /// The driver's name.
    public var driver = ""
    /// The driver's version.
    public var driverVersion = ""
    /// The firmware's version.
    public var firmwareVersion = ""
    /// The device's place on its bus.
    public var busPath = ""
    /// PCI vendor and device.
    public var pciID = ""

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LinkStatus> = [
        Field("alias", \.alias, "The description that somebody gave it. IFLA_IFALIAS.", .omitsEmpty),
        Field("altNames", \.altNames, "Further names. IFLA_ALT_IFNAME.", .omitsEmpty),
        Field("index", \.index, "The kernel's number. ifi_index."),
        Field("type", \.type, "The hardware type. ifi_type."),
        Field("linkIndex", \.linkIndex, "The number of the link below or of the peer; 0 for none. IFLA_LINK."),
        Field("flags", \.flags, "How it is set and how it is. ifi_flags."),
        Field("hardwareAddr", \.hardwareAddr, "The hardware address. IFLA_ADDRESS.", .omitsEmpty),
        Field("permanentAddr", \.permanentAddr, "The address burnt in. IFLA_PERM_ADDRESS.", .omitsEmpty),
        Field("broadcastAddr", \.broadcastAddr, "The broadcast address. IFLA_BROADCAST.", .omitsEmpty),
        Field("mtu", \.mtu, "Largest packet in bytes, link header left out. IFLA_MTU."),
        Field(
            "mtuLimit", \.mtuLimit, "Given when the MTU is larger than what lies below can carry: what would be right.",
            .omitsEmpty),
        Field("queueDisc", \.queueDisc, "The queue discipline. IFLA_QDISC.", .omitsEmpty),
        Field(
            "masterIndex", \.masterIndex, "The number of the bridge or bond that it is a port of. IFLA_MASTER.",
            .omitsEmpty),
        Field("masterName", \.masterName, "The name of that bridge or bond.", .omitsEmpty),
        Field("operationalState", \.operationalState, "Whether it can pass packets. IFLA_OPERSTATE, RFC 2863."),
        Field("kind", \.kind, "What made it, such as veth; empty for hardware. IFLA_INFO_KIND.", .omitsEmpty),
        Field("slaveKind", \.slaveKind, "What it is a port of, such as bridge. IFLA_INFO_SLAVE_KIND.", .omitsEmpty),
        Field("linkState", \.linkState, "Whether it has carrier. IFLA_CARRIER."),
        Field("parentName", \.parentName, "The link below, where it is in this namespace. IFLA_LINK.", .omitsEmpty),
        Field("vlan", \.vlan, "Which frames of the link below belong to it. IFLA_INFO_DATA.", .omitsEmpty),
        Field("bondMaster", \.bondMaster, "How the bond works. IFLA_INFO_DATA.", .omitsEmpty),
        Field("bondState", \.bondState, "How the bond is, as far as the kernel told last.", .omitsEmpty),
        Field("bondSlave", \.bondSlave, "How it is set as a port of a bond. IFLA_INFO_SLAVE_DATA.", .omitsEmpty),
        Field(
            "bondSlaveState", \.bondSlaveState, "How it is as a port of a bond, as far as the kernel told last.",
            .omitsEmpty),
        Field("bridgeMaster", \.bridgeMaster, "How the bridge works. IFLA_INFO_DATA.", .omitsEmpty),
        Field("bridgeSlave", \.bridgeSlave, "How it is a port of its bridge. IFLA_INFO_SLAVE_DATA.", .omitsEmpty),
        Field("vrfMaster", \.vrfMaster, "Which table the VRF is. IFLA_INFO_DATA.", .omitsEmpty),
        Field("vxlan", \.vxlan, "The network of a vxlan. IFLA_INFO_DATA.", .omitsEmpty),
        Field("geneve", \.geneve, "The network of a geneve. IFLA_INFO_DATA.", .omitsEmpty),
        Field("gre", \.gre, "The tunnel of a gretap or ip6gretap. IFLA_INFO_DATA.", .omitsEmpty),
        Field("ipTunnel", \.ipTunnel, "The tunnel of an ipip or sit. IFLA_INFO_DATA.", .omitsEmpty),
        Field("macvlan", \.macvlan, "How a macvlan or macvtap shares the link below. IFLA_INFO_DATA.", .omitsEmpty),
        Field("ipvlan", \.ipvlan, "How an ipvlan shares the link below. IFLA_INFO_DATA.", .omitsEmpty),
        Field("tun", \.tun, "What the program at the other end of a tun has. IFLA_INFO_DATA.", .omitsEmpty),
        Field("wireguard", \.wireguard, "Public key, port and peers of the tunnel; no secrets.", .omitsEmpty),
        Field("veth", \.veth, "The other end of a pair, where it is in this namespace.", .omitsEmpty),
        Field("txQueueLength", \.txQueueLength, "Packets that may wait to be sent. IFLA_TXQLEN.", .omitsEmpty),
        Field("group", \.group, "The group of links that it is in. IFLA_GROUP.", .omitsEmpty),
        Field("gsoMaxSize", \.gsoMaxSize, "Most bytes of a packet that is split. IFLA_GSO_MAX_SIZE.", .omitsEmpty),
        Field("gsoMaxSegments", \.gsoMaxSegments, "Most parts of such a packet. IFLA_GSO_MAX_SEGS.", .omitsEmpty),
        Field("groMaxSize", \.groMaxSize, "Most bytes of what is put together. IFLA_GRO_MAX_SIZE.", .omitsEmpty),
        Field("driver", \.driver, "The driver's name. ETHTOOL_GDRVINFO.", .omitsEmpty),
        Field("driverVersion", \.driverVersion, "The driver's version.", .omitsEmpty),
        Field("firmwareVersion", \.firmwareVersion, "The firmware's version.", .omitsEmpty),
        Field("busPath", \.busPath, "The device's place, such as 0000:00:03.0.", .omitsEmpty),
        Field("pciID", \.pciID, "PCI vendor and device, such as 1af4:1000.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "LinkStatus"
    /// What it is for.
    public static let summary = "A link as it is in the kernel, ours or somebody else's."
    /// As `talosctl get links`.
    public static let aliases = ["link", "links"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("KIND", "kind"), Column("HWADDR", "hardwareAddr"), Column("MTU", "mtu"),
        Column("MASTER", "masterName"), Column("OPERSTATE", "operationalState"), Column("CARRIER", "linkState"),
        Column("MTU LIMIT", "mtuLimit.largest", isWide: true), Column("BECAUSE OF", "mtuLimit.because", isWide: true),
        Column("TYPE", "type", isWide: true), Column("FLAGS", "flags", isWide: true),
        Column("ALIAS", "alias", isWide: true),
    ]
    /// The loopback link.
    public static let example = Example("lo", ["index": 1, "type": "loopback", "mtu": 65536])
    /// How an id looks.
    public static let idForm = LinkSpec.idForm
    /// Whether it stands for hardware: Ethernet that no program made (Talos' `LinkStatusSpec.Physical`).
    public var isPhysical: Bool { kind.isEmpty && type == .ether }
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The id is the name and no member.
    public static func members(fromID id: String) -> [String: JSON]? { InterfaceName(id).map { _ in [:] } }
}
