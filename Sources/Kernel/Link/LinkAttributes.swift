public import NetworkTypes

/// What to set on a link; what isn't named stays as it is.
public struct LinkAttributes: Hashable, Sendable {
    /// `IFLA_IFNAME`; another name renames.
    public var name: InterfaceName?
    /// `IFLA_INFO_KIND`, such as `veth` or `bridge`; a link that is there needs it beside values of its kind.
    public var kind: String?
    /// `IFLA_IFALIAS`, up to 255 bytes; empty removes it.
    public var alias: String?
    /// The name of a new veth's other end (`VETH_INFO_PEER`).
    public var peerName: InterfaceName?
    /// The number that a new link shall have; 0 for any.
    public var index: UInt32 = 0
    /// Everything else.
    public var values: [LinkMember: LinkValue] = [:]
    /// What the kernel wants to be different while the change is made.
    public var pause = LinkPause.none
    /// The order in which ports that left for the pause join again; those that aren't named come last.
    public var ports: [UInt32] = []

    /// What is named here, and nothing else.
    public init(
        name: InterfaceName? = nil, kind: String? = nil, isUp: Bool? = nil, multicast: Bool? = nil,
        mtu: UInt32? = nil, hardwareAddress: HardwareAddress? = nil, alias: String? = nil, masterIndex: UInt32? = nil,
        peerName: InterfaceName? = nil, values: [LinkMember: LinkValue] = [:]
    ) {
        (self.name, self.kind, self.alias, self.peerName, self.values) = (name, kind, alias, peerName, values)
        if let isUp { self.isUp = isUp }
        if let multicast { self.values[.multicast] = .flag(multicast) }
        if let mtu { self.mtu = mtu }
        if let hardwareAddress { self.hardwareAddress = hardwareAddress }
        if let masterIndex { self.masterIndex = masterIndex }
    }

    /// `IFF_UP`.
    public var isUp: Bool? {
        get { values[.up]?.number.map { $0 != 0 } }
        set { values[.up] = newValue.map(LinkValue.flag) }
    }

    /// Largest packet in bytes (`IFLA_MTU`).
    public var mtu: UInt32? {
        get { values[.mtu]?.number.flatMap { UInt32(exactly: $0) } }
        set { values[.mtu] = newValue.map { .number(UInt64($0)) } }
    }

    /// `IFLA_ADDRESS`.
    public var hardwareAddress: HardwareAddress? {
        get {
            guard case .bytes(let bytes) = values[.hardwareAddress] else { return nil }
            return HardwareAddress(bytes: bytes)
        }
        set { values[.hardwareAddress] = newValue.map { .bytes($0.bytes) } }
    }

    /// The index of the link to join (`IFLA_MASTER`); 0 releases it from the one that it's in.
    public var masterIndex: UInt32? {
        get { values[.master]?.number.flatMap { UInt32(exactly: $0) } }
        set { values[.master] = newValue.map { .number(UInt64($0)) } }
    }
}

/// What has to be different while a link is changed; it is put right afterwards, with what the kernel removes meanwhile.
public enum LinkPause: Int, Comparable, Sendable {
    /// Nothing: the kernel changes a living link.
    case none
    /// Nothing, but the kernel takes the link down for a moment itself (`cycle_netdev()`, `drivers/net/vrf.c`).
    case itself
    /// The link is down.
    case down
    /// The link becomes a port of a bond, or stops being one: it has to be down for that, and the bond sets it up.
    case port
    /// The link is down and without ports.
    case withoutPorts
    /// The link is away: it is deleted and made anew, with the same index.
    case away

    /// What asks for more comes later.
    public static func < (left: LinkPause, right: LinkPause) -> Bool { left.rawValue < right.rawValue }
}
