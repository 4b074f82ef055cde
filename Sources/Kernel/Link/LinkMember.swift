/// One thing that a link can be set to, and where a message about links has it (`RTM_NEWLINK`, rtnetlink(7)).
///
/// The members of a kind of link stand together in `LinkMember+<Kind>.swift`; what reads and writes them is the same for all.
public struct LinkMember: Sendable {
    /// What it is called with its kind, such as `vlan.id`; no two are called the same.
    public let name: String
    let place: Place
    let type: Int
    let format: Format
    /// Whether the kernel only tells it, and can't be asked for it.
    public private(set) var isReadOnly = false

    /// Where it stands.
    enum Place: Hashable, Sendable {
        /// Among the flags of the message's header (`ifi_flags`).
        case flags
        /// Among the link's own attributes.
        case link
        /// In `IFLA_INFO_DATA`, for a link of the kind.
        case data
        /// In a nest of that, known by its type; such members are read only.
        case nest(Int)
        /// In `IFLA_INFO_SLAVE_DATA`, for a port of a link of the kind.
        case port(of: String)
        /// In messages of `AF_BRIDGE`: the VLANs of a bridge's port.
        case portVLANs
        /// In messages of `AF_BRIDGE`: the VLANs of a bridge itself.
        case bridgeVLANs
        /// In messages of their own (`RTM_NEWLINKPROP`, `RTM_DELLINKPROP`).
        case properties
    }

    /// How its value is written.
    enum Format: Hashable, Sendable {
        case uint8
        case uint16
        case uint32
        case uint64
        /// 16 bits in network order.
        case network16
        /// 32 bits in network order.
        case network32
        /// One bit of a pair of value and mask, such as `struct ifla_vlan_flags`; several share one attribute.
        case bit(UInt32)
        /// Some bits of a number that other members share, so that a message has all of them.
        case part(Integer, UInt32)
        /// There or not there, without a value (`NLA_FLAG`); some drivers tell it as a byte.
        case presence
        case text
        case bytes
        /// An address in network order, whose length tells its family.
        case address
        /// An address that is left out where it's unspecified.
        case addressIfAny
        /// A nest of addresses, each under its number.
        case addresses
        /// A nest of `struct ifla_vlan_qos_mapping`.
        case mappings(UInt16)
        /// Each VLAN's flags, as `struct bridge_vlan_info` (`BridgeVLANs`).
        case vlans
        /// Two numbers of 16 bits in network order, such as `struct ifla_vxlan_port_range`.
        case range16
        /// A nest of hardware addresses, before which the number under another attribute says that they are all
        /// (`IFLA_MACVLAN_MACADDR_MODE`).
        case hardwareAddresses(command: Int, set: UInt32, element: Int)
        /// Names, in messages of their own.
        case names
    }

    /// How a number lies in a message.
    enum Integer: Hashable, Sendable {
        case host16
        case host32
        case network16
        case network32
    }

    init(_ name: String, _ type: Int, _ format: Format, at place: Place = .data) {
        (self.name, self.type, self.format, self.place) = (name, type, format, place)
    }

    /// A member that the kernel tells and nobody sets.
    static func told(_ name: String, _ type: Int, _ format: Format, at place: Place = .data) -> LinkMember {
        var member = LinkMember(name, type, format, at: place)
        member.isReadOnly = true
        return member
    }

    /// The kind of link whose ports have it; `nil` for what isn't a port's.
    public var masterKind: String? {
        switch place {
        case .port(let kind): kind
        case .portVLANs: "bridge"
        default: nil
        }
    }

    /// Whether messages of `AF_BRIDGE` have it, not those about links.
    var isOfVLANs: Bool { place == .portVLANs || place == .bridgeVLANs }

    /// Whether a message needs the link's kind beside it.
    public var isOfKind: Bool { place == .data }
}

extension LinkMember: Hashable {
    /// By name.
    public static func == (left: LinkMember, right: LinkMember) -> Bool { left.name == right.name }
    /// By name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension LinkMember {
    /// The members by where they stand and by the attribute that holds them.
    private static let ofLinks = table(general)
    private static let ofKinds = kinds.mapValues { table($0) }
    private static let ofPorts = ports.mapValues { table($0) }

    /// What an attribute of one place holds.
    private struct Spot: Hashable {
        let place: Place
        let type: Int
    }

    private static func table(_ members: [LinkMember]) -> [Spot: [LinkMember]] {
        Dictionary(grouping: members) { Spot(place: $0.place, type: $0.type) }
    }

    /// What an attribute of a link itself says.
    static func link(_ type: Int) -> [LinkMember] { ofLinks[Spot(place: .link, type: type)] ?? [] }

    /// What an attribute in `IFLA_INFO_DATA` of a link of a kind says; `nest` is the attribute in which it stands there.
    static func data(_ type: Int, of kind: String, in nest: Int? = nil) -> [LinkMember] {
        ofKinds[kind]?[Spot(place: nest.map(Place.nest) ?? .data, type: type)] ?? []
    }

    /// The attributes in `IFLA_INFO_DATA` of a link of a kind that are nests of members.
    static func nests(of kind: String) -> Set<Int> { nestsOfKinds[kind] ?? [] }

    private static let nestsOfKinds = kinds.mapValues { members in
        Set(members.compactMap { if case .nest(let type) = $0.place { type } else { nil } })
    }

    /// What an attribute in `IFLA_INFO_SLAVE_DATA` of a port of a link of a kind says.
    static func port(_ type: Int, of kind: String) -> [LinkMember] {
        ofPorts[kind]?[Spot(place: .port(of: kind), type: type)] ?? []
    }
}
