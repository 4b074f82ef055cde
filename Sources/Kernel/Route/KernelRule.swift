public import NetworkTypes

/// A routing rule as the kernel has it (`RTM_NEWRULE`, `linux/fib_rules.h`).
public struct KernelRule: Hashable, Sendable {
    /// IPv4 or IPv6.
    public var family: AddressFamily
    /// Lower comes first (`FRA_PRIORITY`).
    public var priority: UInt32
    /// Packets from there (`FRA_SRC`); `nil` is from anywhere.
    public var source: IPPrefix?
    /// Packets to there (`FRA_DST`); `nil` is to anywhere.
    public var destination: IPPrefix?
    /// `FRA_TABLE`, for the action `unicast`.
    public var table: RoutingTable
    /// What happens to a packet that matches.
    public var action: RuleAction
    /// `FRA_IIFNAME`.
    public var inputInterface: InterfaceName?
    /// `FRA_OIFNAME`.
    public var outputInterface: InterfaceName?
    /// The packet's mark under the mask (`FRA_FWMARK`).
    public var mark: UInt32
    /// `FRA_FWMASK`; 0 with mark 0 looks at no mark.
    public var mask: UInt32
    /// Who put it there (`FRA_PROTOCOL`).
    public var protocolNumber: RouteProtocol
    /// The packet's type of service; 0 is any.
    public var typeOfService: UInt8
    /// It applies to the packets that don't match (`FIB_RULE_INVERT`).
    public var isInverted: Bool
    /// What else it looks at or does, by the words of ip-rule(8); it can't be written.
    public var further: [String]
    /// The dumped message after its `nlmsghdr`; empty for a rule of our making.
    public var message: [UInt8]

    /// A rule; what isn't said is absent.
    public init(
        family: AddressFamily, priority: UInt32, source: IPPrefix? = nil, destination: IPPrefix? = nil,
        table: RoutingTable = .unspec, action: RuleAction = .unicast, inputInterface: InterfaceName? = nil,
        outputInterface: InterfaceName? = nil, mark: UInt32 = 0, mask: UInt32 = 0,
        protocolNumber: RouteProtocol = .unspec, typeOfService: UInt8 = 0, isInverted: Bool = false,
        further: [String] = [], message: [UInt8] = []
    ) {
        self.family = family
        self.priority = priority
        self.source = source
        self.destination = destination
        self.table = table
        self.action = action
        self.inputInterface = inputInterface
        self.outputInterface = outputInterface
        self.mark = mark
        self.mask = mask
        self.protocolNumber = protocolNumber
        self.typeOfService = typeOfService
        self.isInverted = isInverted
        self.further = further
        self.message = message
    }
}
