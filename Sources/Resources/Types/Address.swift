public import NetworkTypes

/// An address that a link should have (`ip address add`; rtnetlink `RTM_NEWADDR`).
public struct AddressSpec: ResourceSpec {
    /// The address with its prefix length.
    public var address = IPPrefix.everything(.inet4)
    /// The link that has it.
    public var linkName: InterfaceName?
    /// The family of the address; derived from it.
    public var family: AddressFamily?
    /// Where the address is valid.
    public var scope: RouteScope?
    /// The broadcast address of an IPv4 address: absent the subnet's, 0.0.0.0 for none.
    public var broadcast: IPAddress?
    /// What is special about it.
    public var flags = AddressFlags.permanent
    /// Whether neighbours are told by a gratuitous ARP when it is added.
    public var announceWithARP = false
    /// The metric of the connected route.
    public var priority: UInt32 = 0
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// An address at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<AddressSpec> = [
        Field("address", \.address, "The address with its prefix length; host bits are kept. IFA_LOCAL.", .required),
        Field("linkName", \.linkName, "The link that has the address. ifa_index.", .required),
        Field("family", \.family, "inet4 or inet6; follows from the address. ifa_family."),
        Field(
            "scope", \.scope, "global, site, link, host or nowhere; loopback addresses are host by default. ifa_scope."),
        Field(
            "broadcast", \.broadcast,
            "An IPv4 address' broadcast address: absent the subnet's, 0.0.0.0 for none. IFA_BROADCAST.", .omitsEmpty),
        Field("flags", \.flags, "What is special: permanent, nodad, noprefixroute and so on. IFA_FLAGS."),
        Field(
            "announceWithARP", \.announceWithARP,
            "Tell the neighbours by a gratuitous ARP when an IPv4 address is added. RFC 5227 §3.", .omitsEmpty),
        Field(
            "priority", \.priority, "Metric of the connected route; 0 is the kernel's. IFA_RT_PRIORITY.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "AddressSpec"
    /// What it is for.
    public static let summary = "An address that a link should have."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("ADDRESS", "address"), Column("LINK", "linkName"), Column("SCOPE", "scope", isWide: true),
        Column("FLAGS", "flags", isWide: true), Column("LAYER", "layer"),
    ]
    /// One address on eth0.
    public static let example = Example("eth0/192.0.2.10/24", [:])
    /// Merged, then applied.
    public static let stages = ["AddressMergeController", "AddressSpecController"]
    /// How an id looks.
    public static let idForm = "<link>/<address>/<prefix length>, such as eth0/192.0.2.10/24"
    /// The link and the address.
    public var id: String { "\(linkName?.description ?? "")/\(address)" }

    /// The link is all before the first slash.
    public static func members(fromID id: String) -> [String: JSON]? {
        let parts = id.segments(atMost: 2)
        guard parts.count == 2, let prefix = IPPrefix(parts[1]), InterfaceName(parts[0]) != nil else { return nil }
        return ["linkName": .string(parts[0]), "address": prefix.json]
    }

    /// The broadcast address that it is to have; `nil` for none.
    public var effectiveBroadcast: IPAddress? {
        guard let broadcast else { return address.broadcast }
        return broadcast.isUnspecified ? nil : broadcast
    }

    /// The family and the scope that follow from the address, a broadcast address only if it is another, and only flags that a spec decides.
    public func normalized() -> AddressSpec {
        var spec = self
        spec.family = address.family
        spec.scope = scope ?? (address.address.isLoopback ? .host : .global)
        if effectiveBroadcast == address.broadcast { spec.broadcast = nil }
        spec.flags = flags.intersection(.managed).union(.permanent)
        return spec
    }

    /// The family, and flags and features of one protocol.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        if let family, family != address.family {
            faults.append(Fault(JSONPointer(tokens: ["family"]), "\(address) is \(address.family), not \(family)"))
        }
        if address.family == .inet4, !flags.intersection(.managed).isSubset(of: .managedIPv4) {
            faults.append(Fault(JSONPointer(tokens: ["flags"]), "IPv4 keeps only \(AddressFlags.managedIPv4)"))
        }
        if let broadcast, address.family == .inet6 || broadcast.family == .inet6 {
            faults.append(Fault(JSONPointer(tokens: ["broadcast"]), "only IPv4 has broadcast addresses"))
        }
        if announceWithARP, address.family == .inet6 {
            faults.append(Fault(JSONPointer(tokens: ["announceWithARP"]), "IPv6 has no ARP (RFC 4861 §7.2.6 does it)"))
        }
        if address.address.isMulticast || address.address.isUnspecified {
            faults.append(Fault(JSONPointer(tokens: ["address"]), "\(address.address) can't be an interface's address"))
        }
        return faults
    }
}

/// An address that a link has.
public struct AddressStatus: ResourceSpec {
    /// The address with its prefix length.
    public var address = IPPrefix.everything(.inet4)
    /// The other end of a point-to-point link.
    public var peer: IPAddress?
    /// The broadcast address.
    public var broadcast: IPAddress?
    /// The anycast address.
    public var anycast: IPAddress?
    /// The multicast address.
    public var multicast: IPAddress?
    /// The kernel's number of the link.
    public var linkIndex: UInt32 = 0
    /// The link that has it.
    public var linkName: InterfaceName?
    /// The family of the address.
    public var family = AddressFamily.inet4
    /// Where the address is valid.
    public var scope = RouteScope.global
    /// What is special about it.
    public var flags = AddressFlags()
    /// The metric of the connected route.
    public var priority: UInt32 = 0
    /// The label of an IPv4 address where it differs from the link's name.
    public var label = ""
    /// Who put it there; `nil` where that isn't said.
    public var `protocol`: AddressProtocol?

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<AddressStatus> = [
        Field("address", \.address, "The address with its prefix length. IFA_LOCAL, ifa_prefixlen."),
        Field("peer", \.peer, "The other end of a point-to-point link. IFA_ADDRESS where it differs.", .omitsEmpty),
        Field("broadcast", \.broadcast, "The broadcast address. IFA_BROADCAST.", .omitsEmpty),
        Field("anycast", \.anycast, "The anycast address. IFA_ANYCAST.", .omitsEmpty),
        Field("multicast", \.multicast, "The multicast address. IFA_MULTICAST.", .omitsEmpty),
        Field("linkIndex", \.linkIndex, "The kernel's number of the link. ifa_index."),
        Field("linkName", \.linkName, "The link that has the address."),
        Field("family", \.family, "inet4 or inet6. ifa_family."),
        Field("scope", \.scope, "Where the address is valid. ifa_scope."),
        Field("flags", \.flags, "What is special, with what the kernel decides, such as tentative. IFA_FLAGS."),
        Field("priority", \.priority, "Metric of the connected route; 0 is the kernel's. IFA_RT_PRIORITY."),
        Field("label", \.label, "The label where it differs from the link's name. IFA_LABEL.", .omitsEmpty),
        Field("protocol", \.protocol, "Who put it there, where that is said. IFA_PROTO.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "AddressStatus"
    /// What it is for.
    public static let summary = "An address that a link has, ours or somebody else's."
    /// As `talosctl get addresses`.
    public static let aliases = ["address", "addresses"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("ADDRESS", "address"), Column("LINK", "linkName"), Column("SCOPE", "scope", isWide: true),
        Column("FLAGS", "flags", isWide: true),
    ]
    /// The loopback address.
    public static let example = Example("lo/127.0.0.1/8", ["linkIndex": 1, "scope": "host", "flags": "permanent"])
    /// How an id looks.
    public static let idForm = AddressSpec.idForm
    /// The link and the address.
    public var id: String { "\(linkName?.description ?? "")/\(address)" }
    /// As for AddressSpec.
    public static func members(fromID id: String) -> [String: JSON]? { AddressSpec.members(fromID: id) }
}
