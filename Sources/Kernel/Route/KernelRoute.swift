public import NetworkTypes

/// A route as the kernel has it (`RTM_NEWROUTE`, rtnetlink(7)).
public struct KernelRoute: Hashable, Sendable {
    /// IPv4 or IPv6.
    public var family: AddressFamily
    /// `RTA_TABLE`.
    public var table: RoutingTable
    /// `RTA_DST`; everything of the family for a default route.
    public var destination: IPPrefix
    /// `RTA_SRC`: only packets from there; IPv6 with subtrees.
    public var sourcePrefix: IPPrefix?
    /// `rtm_tos`.
    public var typeOfService: UInt8
    /// `RTA_GATEWAY`, or `RTA_VIA` when it's of the other family.
    public var gateway: IPAddress?
    /// The index of the link that packets leave by (`RTA_OIF`); IPv6 names `lo` for routes that go nowhere.
    public var outIndex: UInt32?
    /// `RTA_PREFSRC`.
    public var preferredSource: IPAddress?
    /// The metric (`RTA_PRIORITY`), lower first; IPv6 makes 1024 of 0.
    public var priority: UInt32
    /// How far away the destination is; IPv6 has `global` only.
    public var scope: RouteScope
    /// What happens to a packet.
    public var type: RouteType
    /// Who put it there.
    public var protocolNumber: RouteProtocol
    /// `RTM_F_*`; the `RTNH_F_*` bits of the same field come and go with the carrier and are left out.
    public var flags: RouteFlags
    /// The gateway is reached on the link whatever the addresses say (`RTNH_F_ONLINK`).
    public var isOnLink: Bool
    /// Largest packet in bytes (`RTAX_MTU`); 0 is the link's.
    public var mtu: UInt32
    /// Several ways (`RTA_MULTIPATH`); empty when there is one.
    public var nextHops: [KernelNextHop]
    /// The nexthop object that it uses (`RTA_NH_ID`); when it's sent, gateway, link and hops stay out.
    public var nextHopID: UInt32?
    /// What else it has, by the words of ip-route(8); it can't be written.
    public var further: [String]
    /// The dumped message after its `nlmsghdr`; empty for a route of our making.
    public var message: [UInt8]

    /// A route; what isn't said is absent.
    public init(
        family: AddressFamily, table: RoutingTable = .main, destination: IPPrefix, sourcePrefix: IPPrefix? = nil,
        typeOfService: UInt8 = 0, gateway: IPAddress? = nil, outIndex: UInt32? = nil,
        preferredSource: IPAddress? = nil, priority: UInt32 = 0, scope: RouteScope = .global,
        type: RouteType = .unicast, protocolNumber: RouteProtocol = .unspec, flags: RouteFlags = [],
        isOnLink: Bool = false, mtu: UInt32 = 0, nextHops: [KernelNextHop] = [], nextHopID: UInt32? = nil,
        further: [String] = [], message: [UInt8] = []
    ) {
        self.family = family
        self.table = table
        self.destination = destination
        self.sourcePrefix = sourcePrefix
        self.typeOfService = typeOfService
        self.gateway = gateway
        self.outIndex = outIndex
        self.preferredSource = preferredSource
        self.priority = priority
        self.scope = scope
        self.type = type
        self.protocolNumber = protocolNumber
        self.flags = flags
        self.isOnLink = isOnLink
        self.mtu = mtu
        self.nextHops = nextHops
        self.nextHopID = nextHopID
        self.further = further
        self.message = message
    }
}
