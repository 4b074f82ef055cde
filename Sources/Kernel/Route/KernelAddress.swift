public import NetworkTypes

/// An address of an interface as the kernel has it (`RTM_NEWADDR`, rtnetlink(7)).
public struct KernelAddress: Hashable, Sendable {
    /// The index of its link.
    public var linkIndex: UInt32
    /// The own address (`IFA_LOCAL`, or `IFA_ADDRESS` without it) and the subnet's length.
    public var prefix: IPPrefix
    /// The other end's address (`IFA_ADDRESS` where it differs from the own).
    public var peer: IPAddress?
    /// `IFA_BROADCAST`; IPv4 only.
    public var broadcast: IPAddress?
    /// `IFA_ANYCAST`.
    public var anycast: IPAddress?
    /// `IFA_MULTICAST`.
    public var multicast: IPAddress?
    /// The interface's name or an alias of it (`IFA_LABEL`); IPv4 only, else empty.
    public var label: String
    /// How far away it may be used.
    public var scope: RouteScope
    /// All 32 bits of `IFA_FLAGS`.
    public var flags: AddressFlags
    /// The metric of the subnet's route (`IFA_RT_PRIORITY`); 0 is the kernel's choice.
    public var priority: UInt32
    /// Who put it there (`IFA_PROTO`, `IFAPROT_*` in `linux/if_addr.h`); 0 is unsaid.
    public var protocolNumber: UInt8
    /// Seconds until it goes away (`ifa_valid` of `IFA_CACHEINFO`); `nil` is never.
    public var validLifetime: UInt32?
    /// Seconds until it's deprecated (`ifa_prefered` of `IFA_CACHEINFO`); `nil` is never.
    public var preferredLifetime: UInt32?
    /// The dumped message after its `nlmsghdr`; empty for an address of our making.
    public var message: [UInt8]

    /// An address; what isn't said is absent.
    public init(
        linkIndex: UInt32, prefix: IPPrefix, peer: IPAddress? = nil, broadcast: IPAddress? = nil,
        anycast: IPAddress? = nil, multicast: IPAddress? = nil, label: String = "", scope: RouteScope = .global,
        flags: AddressFlags = [], priority: UInt32 = 0, protocolNumber: UInt8 = 0, validLifetime: UInt32? = nil,
        preferredLifetime: UInt32? = nil, message: [UInt8] = []
    ) {
        self.linkIndex = linkIndex
        self.prefix = prefix
        self.peer = peer
        self.broadcast = broadcast
        self.anycast = anycast
        self.multicast = multicast
        self.label = label
        self.scope = scope
        self.flags = flags
        self.priority = priority
        self.protocolNumber = protocolNumber
        self.validLifetime = validLifetime
        self.preferredLifetime = preferredLifetime
        self.message = message
    }
}
