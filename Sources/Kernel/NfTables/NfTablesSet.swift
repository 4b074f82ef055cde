public import NetworkTypes

/// Values that rules look into (`NFT_MSG_NEWSET`), and in a map what each stands for; those of intervals don't overlap, and follow
/// each other.
public struct NfTablesSet: Hashable, Sendable {
    /// What its values are: a number by which nft(8) knows how to show them (`enum datatypes`, `datatype.h` of nftables).
    public struct KeyType: Hashable, Sendable {
        /// The number.
        public var number: UInt32
        /// How many bytes a value has.
        public var length: UInt32
        /// Whether a value lies in memory as a number of this host, not in network order.
        public var isHostOrder = false

        /// An IPv4 address.
        public static let inet4Address = KeyType(number: 7, length: 4)
        /// An IPv6 address.
        public static let inet6Address = KeyType(number: 8, length: 16)
        /// A hardware address.
        public static let hardwareAddress = KeyType(number: 9, length: 6)
        /// A port.
        public static let port = KeyType(number: 13, length: 2)
        /// A type of an ICMP message.
        public static let icmpType = KeyType(number: 14, length: 1)
        /// The state of a connection, a bit each.
        public static let connectionState = KeyType(number: 26, length: 4, isHostOrder: true)
        /// A type of an ICMPv6 message.
        public static let icmp6Type = KeyType(number: 29, length: 1)
        /// What kind of address it is (`RTN_*`).
        public static let addressKind = KeyType(number: 38, length: 4, isHostOrder: true)
        /// A day of the week.
        public static let day = KeyType(number: 45, length: 1, isHostOrder: true)
        /// A packet's mark.
        public static let mark = KeyType(number: 19, length: 4, isHostOrder: true)
        /// The name of an interface, filled up with zeros.
        public static let interfaceName = KeyType(number: 41, length: 16, isHostOrder: true)
        /// What becomes of a packet, of a map (`NFT_DATA_VERDICT`).
        public static let verdict = KeyType(number: 0xFFFF_FF00, length: 0)

        private static let hostOrders = [connectionState, addressKind, day, interfaceName, mark].map(\.number)

        /// A type as the kernel tells it, which has a length for verdicts too.
        init(number: UInt32, told length: UInt32) {
            let isVerdict = number == Self.verdict.number
            self.init(
                number: number, length: isVerdict ? 0 : length, isHostOrder: Self.hostOrders.contains(number))
        }

        private init(number: UInt32, length: UInt32, isHostOrder: Bool = false) {
            (self.number, self.length, self.isHostOrder) = (number, length, isHostOrder)
        }
    }

    /// What its values are.
    public var key: KeyType
    /// What each element stands for; `nil` for a set, whose elements are in it or not.
    public var valueType: KeyType?
    /// Whether it holds ranges.
    public var isOfIntervals: Bool
    /// Whether rules add to it what packets have.
    public var isDynamic = false
    /// After how many milliseconds an element goes; 0 for never.
    public var timeout: UInt64 = 0
    /// Whether elements of their own can have an end.
    public var hasTimeouts = false
    /// What it holds, in order.
    public var elements: [Element]

    /// One value, or all of a range.
    public struct Element: Hashable, Sendable {
        /// The first.
        public var first: [UInt8]
        /// The last.
        public var last: [UInt8]
        /// What it stands for, in a map.
        public var value: Value?
        /// When the kernel takes it out, in milliseconds since 1970; `nil` for never.
        public var expiry: Int64?

        /// All from one value through another.
        public init(_ first: [UInt8], through last: [UInt8]? = nil) {
            (self.first, self.last) = (first, last ?? first)
        }
    }

    /// What an element of a map stands for.
    public enum Value: Hashable, Sendable {
        /// What a register gets.
        case bytes([UInt8])
        /// What becomes of the packet.
        case verdict(NfTablesVerdict)
    }

    /// A set; its elements are put in order.
    public init(of key: KeyType, isOfIntervals: Bool = false, _ elements: [Element]) {
        self.key = key
        self.isOfIntervals = isOfIntervals
        self.elements = elements.sorted { $0.first.lexicographicallyPrecedes($1.first) }
    }
}
