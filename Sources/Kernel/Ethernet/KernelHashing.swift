/// Which queue a packet that comes in goes to (`ETHTOOL_GRSSH`, `ETHTOOL_GRXFH`, `linux/ethtool.h`).
public struct KernelHashing: Hashable, Sendable {
    /// The queue for each value of the hash.
    public var table: [UInt32]
    /// The key.
    public var key: [UInt8]
    /// The hash; `nil` where the driver doesn't tell.
    public var function: HashFunction?
    /// How many queues there are for packets that come in.
    public var queues: UInt32
    /// What of a packet is hashed, as far as the driver tells.
    public var fields: [HashedFlow: HashedFields]

    /// From its parts.
    public init(
        table: [UInt32], key: [UInt8] = [], function: HashFunction? = nil, queues: UInt32,
        fields: [HashedFlow: HashedFields] = [:]
    ) {
        (self.table, self.key, self.function) = (table, key, function)
        (self.queues, self.fields) = (queues, fields)
    }
}

/// A hash over packets (`ETH_RSS_HASH_*`).
public enum HashFunction: UInt8, Hashable, Sendable, CaseIterable {
    case toeplitz = 1
    case xor = 2
    case crc32 = 4
}

/// A kind of packet (`*_FLOW`, `linux/ethtool.h`).
public enum HashedFlow: UInt32, Hashable, Sendable, CaseIterable {
    case tcp4 = 0x01
    case udp4 = 0x02
    case sctp4 = 0x03
    case ipsec4 = 0x04
    case tcp6 = 0x05
    case udp6 = 0x06
    case sctp6 = 0x07
    case ipsec6 = 0x08
    case ip4 = 0x10
    case ip6 = 0x11
}

/// What of a packet is hashed (`RXH_*`, `linux/ethtool.h`).
public struct HashedFields: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: UInt32
    /// Wraps the bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The Ethernet destination.
    public static let ethernetDestination = HashedFields(rawValue: 1 << 1)
    /// The VLAN's number.
    public static let vlan = HashedFields(rawValue: 1 << 2)
    /// The protocol above IP.
    public static let networkProtocol = HashedFields(rawValue: 1 << 3)
    /// The IP address that it comes from.
    public static let source = HashedFields(rawValue: 1 << 4)
    /// The IP address that it goes to.
    public static let destination = HashedFields(rawValue: 1 << 5)
    /// The port that it comes from.
    public static let sourcePort = HashedFields(rawValue: 1 << 6)
    /// The port that it goes to.
    public static let destinationPort = HashedFields(rawValue: 1 << 7)
    /// Nothing: the packet is thrown away.
    public static let discard = HashedFields(rawValue: 1 << 31)
}
