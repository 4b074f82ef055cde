public import NetworkTypes

/// Something that finds out addresses, routes and names by itself and keeps them up to date, such as DHCP on a link.
///
/// Layers carry it and they are merged; this version has nothing that carries it out.
public struct OperatorSpec: ResourceSpec {
    /// What it does.
    public var `operator` = Kind.dhcp4
    /// The link on which it does it.
    public var linkName: InterfaceName?
    /// Whether it waits until the link is up.
    public var requireUp = false
    /// How DHCP for IPv4 is done.
    public var dhcp4: DHCP4?
    /// How DHCP for IPv6 is done.
    public var dhcp6: DHCP6?
    /// Which address hosts share.
    public var vip: VirtualAddress?
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// DHCP on no link.
    public init() {}

    /// What an operator does.
    public enum Kind: String, ChoiceValue {
        /// Asks for an IPv4 address (RFC 2131).
        case dhcp4
        /// Asks for an IPv6 address (RFC 8415).
        case dhcp6
        /// Shares an address with other hosts.
        case vip
    }

    /// Every member.
    public static let fields: FieldList<OperatorSpec> = [
        Field("operator", \.operator, "dhcp4, dhcp6 or vip.", .required),
        Field("linkName", \.linkName, "The link on which it works.", .required),
        Field("requireUp", \.requireUp, "Whether it waits until the link is up.", .omitsEmpty),
        Field("dhcp4", \.dhcp4, "How DHCP for IPv4 is done.", .omitsEmpty),
        Field("dhcp6", \.dhcp6, "How DHCP for IPv6 is done.", .omitsEmpty),
        Field("vip", \.vip, "The address that hosts share.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "OperatorSpec"
    /// What it is for.
    public static let summary = "DHCP or a shared address on a link; this version shows it but doesn't carry it out."
    /// Layers below people's.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("OPERATOR", "operator"), Column("LINK", "linkName"), Column("LAYER", "layer"),
    ]
    /// DHCP on a link.
    public static let example = Example("dhcp4/eth0", ["requireUp": true, "dhcp4": ["routeMetric": 1024]])
    /// Merged, then told that nothing carries it out.
    public static let stages = ["OperatorMergeController", "OperatorSpecController"]
    /// How an id looks.
    public static let idForm = "dhcp4/<link>, dhcp6/<link> or vip/<link>/<address>, such as dhcp4/eth0"
    /// Operator and link, and the address that is shared.
    public var id: String {
        let parts = [`operator`.rawValue, linkName?.description ?? "", vip?.ip?.description]
        return parts.compactMap { $0 }.joined(separator: "/")
    }

    /// Operator and link, and the address that is shared.
    public static func members(fromID id: String) -> [String: JSON]? {
        let parts = id.segments()
        guard parts.count >= 2, let kind = Kind(rawValue: parts[0]), InterfaceName(parts[1]) != nil,
            parts.count == (kind == .vip ? 3 : 2)
        else { return nil }
        var members: [String: JSON] = ["operator": kind.json, "linkName": .string(parts[1])]
        if kind == .vip {
            guard IPAddress(parts[2]) != nil else { return nil }
            members["vip"] = ["ip": .string(parts[2])]
        }
        return members
    }

    /// Members of another operator.
    public func contradictions() -> [Fault] {
        let members = [("dhcp4", Kind.dhcp4, dhcp4 != nil), ("dhcp6", .dhcp6, dhcp6 != nil), ("vip", .vip, vip != nil)]
        var faults = members.filter { $0.2 && $0.1 != `operator` }
            .map { Fault(JSONPointer(tokens: [$0.0]), "only the operator \($0.0) has it") }
        if `operator` == .vip, vip == nil { faults.append(Fault(JSONPointer(tokens: ["vip"]), "vip needs vip.ip")) }
        return faults
    }

    /// Whatever is asked.
    public func refusals() -> [Fault] {
        let what = `operator` == .vip ? "shared addresses aren't" : "DHCP isn't"
        return [
            Fault(JSONPointer(tokens: ["operator"]), "\(what) carried out by this version; give an AddressSpec instead")
        ]
    }
}

extension OperatorSpec {
    /// How DHCP for IPv4 is done.
    public struct DHCP4: FieldRecord {
        /// The metric of the routes.
        public var routeMetric: UInt32 = 0
        /// Whether no name is asked for.
        public var skipHostnameRequest = false
        /// Whether no routes are taken.
        public var skipRoutes = false
        /// How the host calls itself.
        public var clientIdentifier: ClientIdentifier?
        /// Everything is taken.
        public init() {}
        /// Every member.
        public static let fields: FieldList<DHCP4> = [
            Field("routeMetric", \.routeMetric, "The metric of the routes that are learnt."),
            Field("skipHostnameRequest", \.skipHostnameRequest, "Whether no host name is asked for.", .omitsEmpty),
            Field("skipRoutes", \.skipRoutes, "Whether no routes are taken.", .omitsEmpty),
            Field("clientIdentifier", \.clientIdentifier, "How the host calls itself. RFC 2132 §9.14.", .omitsEmpty),
        ]
    }

    /// How DHCP for IPv6 is done.
    public struct DHCP6: FieldRecord {
        /// The metric of the routes.
        public var routeMetric: UInt32 = 0
        /// Whether no name is asked for.
        public var skipHostnameRequest = false
        /// How the host calls itself.
        public var clientIdentifier: ClientIdentifier?
        /// Everything is taken.
        public init() {}
        /// Every member.
        public static let fields: FieldList<DHCP6> = [
            Field("routeMetric", \.routeMetric, "The metric of the routes that are learnt."),
            Field("skipHostnameRequest", \.skipHostnameRequest, "Whether no host name is asked for.", .omitsEmpty),
            Field("clientIdentifier", \.clientIdentifier, "How the host calls itself. RFC 8415 §11.", .omitsEmpty),
        ]
    }

    /// How a host calls itself before a DHCP server.
    public struct ClientIdentifier: FieldRecord {
        /// Of what kind the name is.
        public var clientIdentifier = Kind.none
        /// The DUID itself, in hex.
        public var duidRawHex = ""
        /// No name.
        public init() {}
        /// A name of a kind.
        public init(_ kind: Kind) { clientIdentifier = kind }

        /// Of what kind the name is.
        public enum Kind: String, ChoiceValue {
            /// None is sent.
            case none
            /// The hardware address.
            case mac
            /// A DHCP unique identifier.
            case duid
        }

        /// Every member.
        public static let fields: FieldList<ClientIdentifier> = [
            Field("clientIdentifier", \.clientIdentifier, "none, mac or duid."),
            Field("duidRawHex", \.duidRawHex, "The DUID in hex, for duid.", .omitsEmpty),
        ]
    }

    /// An address that one of several hosts has.
    public struct VirtualAddress: FieldRecord {
        /// The address.
        public var ip: IPAddress?
        /// Whether neighbours are told by a gratuitous ARP.
        public var gratuitousARP = false
        /// No address.
        public init() {}
        /// Every member.
        public static let fields: FieldList<VirtualAddress> = [
            Field("ip", \.ip, "The address.", .required),
            Field(
                "gratuitousARP", \.gratuitousARP, "Whether neighbours are told of a takeover. RFC 5227.", .omitsEmpty),
        ]
    }
}
