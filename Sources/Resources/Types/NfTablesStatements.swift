public import NetworkTypes

/// What becomes of a packet that a rule matches.
public enum NfTablesVerdictSpec: String, ChoiceValue {
    /// It ends here, silently.
    case drop
    /// It leaves our chain, and goes on to chains of a later priority.
    case accept
    /// It ends here, and its sender is told.
    case reject
    /// It goes back to the chain that jumped here, or meets the policy.
    case `return`
}

/// What the sender of a rejected packet is told.
public enum NfTablesRejection: String, ChoiceValue {
    case portUnreachable = "port-unreachable"
    case adminProhibited = "admin-prohibited"
    case hostUnreachable = "host-unreachable"
    case noRoute = "no-route"
    case tcpReset = "tcp-reset"
}

/// How large segments of TCP may be, so that they fit through a link.
public struct NfTablesClampMSS: FieldRecord {
    /// The link's MTU.
    public var mtu: UInt32 = 0

    /// Nothing said.
    public init() {}

    /// For a link of some MTU.
    public init(mtu: UInt32) { self.mtu = mtu }

    /// Every member.
    public static let fields: FieldList<NfTablesClampMSS> = [
        Field(
            "mtu", \.mtu, in: 576...65_535,
            "The MTU in bytes; new connections' segments get 52 bytes less over IPv4 and 72 less over IPv6.", .required)
    ]
}

/// A line in the kernel's log for each packet.
public struct NfTablesLog: FieldRecord {
    /// With what the line begins.
    public var prefix = ""
    /// The group of programs that gets it in place of the kernel's log.
    public var group: UInt32?

    /// A line.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesLog> = [
        Field("prefix", \.prefix, "With what the line begins; at most \(Limit.logPrefix) bytes.", .omitsEmpty),
        Field(
            "group", \.group, in: 0...65_535,
            "The group of listeners (nfnetlink_log) that gets it in place of the kernel's log.", .omitsEmpty),
    ]

    /// A prefix that is too long.
    public func contradictions() -> [Fault] {
        guard prefix.utf8.count > Limit.logPrefix else { return [] }
        return [
            Fault(
                JSONPointer(tokens: ["prefix"]),
                "at most \(Limit.logPrefix) bytes are expected, not \(prefix.utf8.count)")
        ]
    }
}

/// Other addresses for packets (nft(8), NAT STATEMENTS); in chains of the type nat.
public struct NfTablesTranslation: FieldRecord {
    /// What is translated.
    public enum Kind: String, ChoiceValue {
        /// The source becomes `address`.
        case snat
        /// The destination becomes `address`.
        case dnat
        /// The source becomes the address of the link by which the packet leaves.
        case masquerade
        /// The destination becomes this host.
        case redirect
    }

    /// What is translated.
    public var type = Kind.masquerade
    /// The new address.
    public var address: IPAddress?
    /// The new port.
    public var port: UInt32?
    /// A map in which the new address, or the port of redirect, is looked up.
    public var map: NfTablesLookup?
    /// Whether the port is chosen at random.
    public var random = false
    /// Whether a client always gets the same address.
    public var persistent = false

    /// The link's address.
    public init() {}

    /// A translation from its parts.
    public init(_ type: Kind, to address: IPAddress? = nil, port: UInt32? = nil) {
        (self.type, self.address, self.port) = (type, address, port)
    }

    /// Every member.
    public static let fields: FieldList<NfTablesTranslation> = [
        Field("type", \.type, "snat, dnat, masquerade or redirect.", .required),
        Field("address", \.address, "The new address; of snat and dnat.", .omitsEmpty),
        Field("port", \.port, in: 1...65_535, "The new port; of snat, dnat and redirect.", .omitsEmpty),
        Field(
            "map", \.map,
            "A map in which the new address is looked up, of redirect the new port. What isn't in it goes on with the next rule.",
            .omitsEmpty),
        Field("random", \.random, "Whether the port is chosen at random. NF_NAT_RANGE_PROTO_RANDOM.", .omitsEmpty),
        Field(
            "persistent", \.persistent, "Whether a client always gets the same address. NF_NAT_RANGE_PERSISTENT.",
            .omitsEmpty),
    ]

    private var mapConflict: String? {
        guard map != nil else { return nil }
        if type == .masquerade { return "masquerade finds the address itself" }
        if address != nil { return "either a map or address says to which address" }
        return type == .redirect && port != nil ? "either a map or port says to which port" : nil
    }

    /// An address too few or too many, and a port where there is none.
    public func contradictions() -> [Fault] {
        let needsAddress = type == .snat || type == .dnat
        if let conflict = mapConflict { return [Fault(JSONPointer(tokens: ["map"]), conflict)] }
        if needsAddress, address == nil, map == nil {
            return [Fault(JSONPointer(tokens: ["address"]), "\(type.rawValue) must say to which address")]
        }
        var faults: [Fault] = []
        if !needsAddress, address != nil {
            faults.append(Fault(JSONPointer(tokens: ["address"]), "\(type.rawValue) finds the address itself"))
        }
        if type == .redirect, random || persistent {
            faults.append(
                Fault(
                    JSONPointer(tokens: [random ? "random" : "persistent"]), "redirect goes to the port that it names"))
        }
        if type == .masquerade, port != nil {
            faults.append(Fault(JSONPointer(tokens: ["port"]), "masquerade finds the port itself; use snat"))
        }
        return faults
    }
}
