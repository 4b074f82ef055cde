public import NetworkTypes

/// A network interface as the kernel has it (`RTM_NEWLINK`, rtnetlink(7)).
public struct KernelLink: Hashable, Sendable {
    /// Its number in this namespace; never 0.
    public var index: UInt32
    /// `IFLA_IFNAME`.
    public var name: InterfaceName
    /// The hardware type (`ifi_type`).
    public var type: LinkType
    /// `IFF_*`.
    public var flags: LinkFlags
    /// Largest packet in bytes, link header left out (`IFLA_MTU`).
    public var mtu: UInt32
    /// `IFLA_ADDRESS`.
    public var hardwareAddress: HardwareAddress?
    /// `IFLA_BROADCAST`.
    public var broadcastAddress: HardwareAddress?
    /// The address that the hardware was made with (`IFLA_PERM_ADDRESS`).
    public var permanentAddress: HardwareAddress?
    /// RFC 2863's `ifOperStatus` (`IFLA_OPERSTATE`).
    public var operationalState: OperationalState
    /// The cable is in, or what stands for it (`IFLA_CARRIER`).
    public var hasCarrier: Bool
    /// `IFLA_INFO_KIND`, such as `veth`; empty for hardware.
    public var kind: String
    /// `IFLA_INFO_SLAVE_KIND`: what its master is; empty without one.
    public var slaveKind: String
    /// The index of its bridge, bond or VRF (`IFLA_MASTER`).
    public var masterIndex: UInt32?
    /// A veth's peer, or the link below (`IFLA_LINK`); `nil` when that is in another namespace.
    public var lowerIndex: UInt32?
    /// The same in the numbers of another namespace.
    public var distantIndex: UInt32?
    /// The namespace of the peer or the link below, when it's another one (`IFLA_LINK_NETNSID`).
    public var lowerNamespaceID: Int32?
    /// `IFLA_IFALIAS`, or empty.
    public var alias: String
    /// Names besides the first (`IFLA_PROP_LIST`).
    public var alternativeNames: [String]
    /// The root queueing discipline (`IFLA_QDISC`).
    public var queueDiscipline: String
    /// What else it is set to, as far as `LinkMember` knows its kind, and that of its master.
    public var values: [LinkMember: LinkValue] = [:]
    /// Who serves it; `nil` where that isn't told or wasn't asked.
    public var driver: LinkDriver?

    /// A link; what isn't said is as on a link that was just made.
    public init(
        index: UInt32, name: InterfaceName, type: LinkType = .ether, flags: LinkFlags = [], mtu: UInt32 = 1_500,
        hardwareAddress: HardwareAddress? = nil, broadcastAddress: HardwareAddress? = nil,
        permanentAddress: HardwareAddress? = nil, operationalState: OperationalState = .unknown,
        hasCarrier: Bool = false, kind: String = "", slaveKind: String = "", masterIndex: UInt32? = nil,
        lowerIndex: UInt32? = nil, lowerNamespaceID: Int32? = nil, alias: String = "",
        alternativeNames: [String] = [], queueDiscipline: String = "", values: [LinkMember: LinkValue] = [:]
    ) {
        self.index = index
        self.name = name
        self.type = type
        self.flags = flags
        self.mtu = mtu
        self.hardwareAddress = hardwareAddress
        self.broadcastAddress = broadcastAddress
        self.permanentAddress = permanentAddress
        self.operationalState = operationalState
        self.hasCarrier = hasCarrier
        self.kind = kind
        self.slaveKind = slaveKind
        self.masterIndex = masterIndex
        self.lowerIndex = lowerIndex
        self.lowerNamespaceID = lowerNamespaceID
        self.alias = alias
        self.alternativeNames = alternativeNames
        self.queueDiscipline = queueDiscipline
        self.values = values
    }

    /// What it is set to; `nil` for what its kind doesn't have, and for what this kernel doesn't tell.
    public subscript(member: LinkMember) -> LinkValue? {
        get {
            switch member {
            case .up: .flag(flags.contains(.up))
            case .multicast: .flag(flags.contains(.multicast))
            case .promiscuous: .flag(flags.contains(.promiscuous))
            case .mtu: .number(UInt64(mtu))
            case .hardwareAddress: hardwareAddress.map { .bytes($0.bytes) }
            case .master: .number(UInt64(masterIndex ?? 0))
            case .lower: .number(UInt64(lowerIndex ?? 0))
            case .alternativeNames: .names(alternativeNames.sorted())
            default: values[member]
            }
        }
        set {
            let number = UInt32(clamping: newValue?.number ?? 0)
            switch member {
            case .up: set(.up, number != 0)
            case .multicast: set(.multicast, number != 0)
            case .promiscuous: set(.promiscuous, number != 0)
            case .mtu: mtu = number
            case .hardwareAddress:
                if case .bytes(let bytes) = newValue { hardwareAddress = HardwareAddress(bytes: bytes) }
            case .master: masterIndex = number == 0 ? nil : number
            case .lower: lowerIndex = number == 0 ? nil : number
            case .alternativeNames: if case .names(let names) = newValue { alternativeNames = names }
            default: values[member] = newValue
            }
        }
    }

    /// What it is set to as the port of its bridge or bond.
    var portValues: [LinkMember: LinkValue] { values.filter { $0.key.masterKind != nil && !$0.key.isReadOnly } }

    private mutating func set(_ flag: LinkFlags, _ isOn: Bool) {
        if isOn { flags.insert(flag) } else { flags.remove(flag) }
    }
}
