public import NetworkTypes

/// A link and how it should be set (`ip link`; rtnetlink `RTM_NEWLINK`).
public struct LinkSpec: ResourceSpec {
    /// The link's name.
    public var name: InterfaceName?
    /// Whether the link is made by Netstrata, rather than found.
    public var logical: Bool?
    /// Whether it should be up; absent leaves it.
    public var up: Bool?
    /// Largest packet; absent or 0 leaves it.
    public var mtu: UInt32?
    /// What to make.
    public var kind = ""
    /// The hardware type; only informs.
    public var type: LinkType?
    /// The address to set; absent leaves it.
    public var hardwareAddr: HardwareAddress?
    /// The link below.
    public var parentName: InterfaceName?
    /// The bond that the link is a port of.
    public var masterName: InterfaceName?
    /// The link's place among the bond's ports.
    public var slaveIndex: UInt32 = 0
    /// How the link is a port of the bond.
    public var bondSlave: BondPort?
    /// The bridge that the link is a port of.
    public var bridgeSlave: BridgePort?
    /// The VRF that the link is in.
    public var vrfSlave: VRFPort?
    /// Which frames of the link below belong to it.
    public var vlan: VLAN?
    /// How the bond works.
    public var bondMaster: Bond?
    /// How the bridge works.
    public var bridgeMaster: Bridge?
    /// Which table the VRF is.
    public var vrfMaster: VRF?
    /// Keys, port and peers of the tunnel.
    public var wireguard: WireGuard?
    /// The other end.
    public var veth: VirtualEthernet?
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
    /// Whether it takes part in multicast; absent leaves it.
    public var multicast: Bool?
    /// Whether frames for others are taken too; absent leaves it.
    public var promiscuous: Bool?
    /// Further names, exactly these; absent leaves them.
    public var altNames: [AlternativeName]?
    /// Packets that may wait to be sent; absent leaves it.
    public var txQueueLength: UInt32?
    /// The group of links that it is in; absent leaves it.
    public var group: UInt32?
    /// Most bytes of what is split late; absent leaves it.
    public var gsoMaxSize: UInt32?
    /// Most packets of what is split late; absent leaves it.
    public var gsoMaxSegments: UInt32?
    /// Most bytes of what is put together; absent leaves it.
    public var groMaxSize: UInt32?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A link about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<LinkSpec> = [
        Field("name", \.name, "The link's name. IFLA_IFNAME.", .required),
        Field("logical", \.logical, "true: make the link, and delete it with the spec; else it is found.", .omitsEmpty),
        Field("up", \.up, "Whether it should be up; absent leaves it as it is. IFF_UP.", .omitsEmpty),
        Field(
            "mtu", \.mtu, in: 0...65_535,
            "Largest packet in bytes, link header left out; 0 or absent leaves it. IFLA_MTU, RFC 791 §3.2.", .omitsEmpty
        ),
        Field(
            "kind", \.kind, oneOf: kinds,
            "What to make; empty for a link that is found. IFLA_INFO_KIND.",
            .omitsEmpty),
        Field("type", \.type, "The hardware type; it only informs. ifi_type.", .omitsEmpty),
        Field("hardwareAddr", \.hardwareAddr, "The hardware address to set. IFLA_ADDRESS.", .omitsEmpty),
        Field(
            "parentName", \.parentName, "The link below; for kinds vlan, macvlan, macvtap and ipvlan. IFLA_LINK.",
            .omitsEmpty),
        Field(
            "masterName", \.masterName,
            "The bond that the link is a port of; an empty bridgeSlave.masterName of a higher layer takes it out. IFLA_MASTER.",
            .omitsEmpty),
        Field(
            "slaveIndex", \.slaveIndex, in: 0...1023, "The link's place among the bond's ports, from 0.", .omitsEmpty),
        Field("bondSlave", \.bondSlave, "How the link is a port of the bond. IFLA_INFO_SLAVE_DATA.", .omitsEmpty),
        Field("bridgeSlave", \.bridgeSlave, "The bridge that the link is a port of. IFLA_MASTER.", .omitsEmpty),
        Field("vrfSlave", \.vrfSlave, "The VRF that the link is in. IFLA_MASTER.", .omitsEmpty),
        Field("vlan", \.vlan, "Which frames of the link below belong to it; for kind vlan.", .omitsEmpty),
        Field("bondMaster", \.bondMaster, "How the bond works; for kind bond. IFLA_INFO_DATA.", .omitsEmpty),
        Field("bridgeMaster", \.bridgeMaster, "How the bridge works; for kind bridge. IFLA_INFO_DATA.", .omitsEmpty),
        Field("vrfMaster", \.vrfMaster, "Which table the VRF is; for kind vrf.", .omitsEmpty),
        Field("wireguard", \.wireguard, "Keys, port and peers of the tunnel; for kind wireguard.", .omitsEmpty),
        Field("veth", \.veth, "The other end; for kind veth. VETH_INFO_PEER.", .omitsEmpty),
        Field("vxlan", \.vxlan, "The network; for kind vxlan. IFLA_INFO_DATA.", .omitsEmpty),
        Field("geneve", \.geneve, "The network; for kind geneve. IFLA_INFO_DATA.", .omitsEmpty),
        Field("gre", \.gre, "The tunnel; for kinds gretap and ip6gretap. IFLA_INFO_DATA.", .omitsEmpty),
        Field("ipTunnel", \.ipTunnel, "The tunnel; for kinds ipip and sit. IFLA_INFO_DATA.", .omitsEmpty),
        Field("macvlan", \.macvlan, "How it shares the link below; for kinds macvlan and macvtap.", .omitsEmpty),
        Field("ipvlan", \.ipvlan, "How it shares the link below; for kind ipvlan. IFLA_INFO_DATA.", .omitsEmpty),
        Field("tun", \.tun, "The program at its other end; for kind tun. IFLA_INFO_DATA.", .omitsEmpty),
        Field("multicast", \.multicast, "Whether it takes part in multicast. IFF_MULTICAST.", .omitsEmpty),
        Field(
            "promiscuous", \.promiscuous, "Whether frames for others are taken too; absent leaves it. IFF_PROMISC.",
            .omitsEmpty),
        Field(
            "altNames", \.altNames, "Further names: exactly these; absent leaves them. IFLA_ALT_IFNAME.", .omitsEmpty),
        Field(
            "txQueueLength", \.txQueueLength,
            "Packets that may wait to be sent; absent leaves it. "
                + "The kernel tells nobody when others change this or the following limits alone: that is put right with the next event. "
                + "IFLA_TXQLEN.",
            .omitsEmpty),
        Field(
            "group", \.group, "The group of links of `ip link … group`; absent leaves it. IFLA_GROUP.", .omitsEmpty),
        Field(
            "gsoMaxSize", \.gsoMaxSize,
            "Most bytes of a packet that is split on its way out; absent leaves it. IFLA_GSO_MAX_SIZE.", .omitsEmpty),
        Field(
            "gsoMaxSegments", \.gsoMaxSegments, in: 1...65_535,
            "Most parts of a packet that is split on its way out; absent leaves it. IFLA_GSO_MAX_SEGS.", .omitsEmpty),
        Field(
            "groMaxSize", \.groMaxSize,
            "Most bytes of what is put together on receipt; absent leaves it. IFLA_GRO_MAX_SIZE.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "LinkSpec"
    /// What it is for.
    public static let summary = "A link and how it should be set."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// Keys of WireGuard.
    public static let secretPaths = [["wireguard", "privateKey"], ["wireguard", "peers", "presharedKey"]]
    /// What a table shows.
    public static let columns = [
        Column("KIND", "kind"), Column("UP", "up"), Column("MTU", "mtu"),
        Column("MASTER", "masterName", or: "bridgeSlave.masterName", "vrfSlave.masterName"),
        Column("HWADDR", "hardwareAddr", isWide: true), Column("LAYER", "layer"),
    ]
    /// A bridge that is made.
    public static let example = Example("br0", ["logical": true, "kind": "bridge", "up": true])
    /// Merged, then applied.
    public static let stages = ["LinkMergeController", "LinkSpecController"]
    /// How an id looks.
    public static let idForm = "<link>, such as eth0: \(InterfaceName.form)"
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The whole id is the name.
    public static func members(fromID id: String) -> [String: JSON]? {
        InterfaceName(id).map { ["name": $0.json] }
    }

    /// A kind makes the link logical.
    public func normalized() -> LinkSpec {
        var spec = self
        if !kind.isEmpty { spec.logical = true }
        if mtu == 0, layer == .default { spec.mtu = nil }
        return spec
    }

    /// Members that belong to another kind, and what a kind needs.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        if logical == false, !kind.isEmpty { fault("logical", "a link of kind \(kind) is made, so it is logical") }
        if !kind.isEmpty { faults += strayMembers }
        if let peer = veth?.peerName, peer == name { fault("veth", "a link isn't its own peer") }
        if let master = bridgeSlave?.masterName, master == name { fault("bridgeSlave", "a link isn't its own port") }
        if let master = vrfSlave?.masterName, master == name { fault("vrfSlave", "a VRF isn't in itself") }
        if let masterName, masterName == name { fault("masterName", "a link isn't its own port") }
        if let parentName, parentName == name { fault("parentName", "a link doesn't lie on itself") }
        if let mtu, mtu != 0, mtu < 68 { fault("mtu", "at least 68 bytes are needed (RFC 791 §3.2), or 0 to leave it") }
        if let hardwareAddr, !hardwareAddr.isUnicast || hardwareAddr.bytes.count != 6 {
            fault("hardwareAddr", "a unicast address of 6 bytes is expected, not \(hardwareAddr)")
        }
        if let carrier, carrier.name == name { fault(carrier.member, "a link doesn't carry itself") }
        if let altNames, Set(altNames).count < altNames.count { fault("altNames", "a name is there twice") }
        if let name, altNames?.contains(where: { $0.description == name.description }) == true {
            fault("altNames", "\(name) is its first name")
        }
        if let words = mastersInExcess { fault("masterName", words) }
        faults += familyFaults
        faults += bridgeMaster?.timeFaults.map { $0.below(JSONPointer(tokens: ["bridgeMaster"])) } ?? []
        return faults
    }
}
