public import NetworkTypes

/// One step of a rule: what the kernel's small machine does with a packet (`linux/netfilter/nf_tables.h`).
///
/// A rule's steps run in order, over four registers of 16 bytes; the first comparison that fails ends the rule.
public enum NfTablesExpression: Hashable, Sendable {
    /// Loads something of the packet that isn't in it, such as the name of its interface (`enum nft_meta_keys`).
    case meta(UInt32, into: UInt32)
    /// Sets such a thing, the packet's mark, from a register.
    case setMeta(UInt32, from: UInt32)
    /// Loads bytes of a header (`enum nft_payload_bases`).
    case payload(base: UInt32, offset: UInt32, length: UInt32, into: UInt32)
    /// Loads something that is known of the packet's connection (`enum nft_ct_keys`).
    case connection(UInt32, into: UInt32)
    /// Goes on if a register compares so with some bytes.
    case compare(UInt32, NfTablesComparison, [UInt8])
    /// Goes on if a register lies within two values, both included, or doesn't.
    case range(UInt32, isInverted: Bool, from: [UInt8], through: [UInt8])
    /// `(register & mask) ^ xor`.
    case bitwise(from: UInt32, into: UInt32, mask: [UInt8], xor: [UInt8])
    /// Brings a number of `size` bytes into network order or out of it (`enum nft_byteorder_ops`).
    case byteOrder(UInt32, operation: UInt32, length: UInt32, size: UInt32)
    /// Goes on if a register is in a set, or isn't.
    case lookup(UInt32, in: NfTablesSetReference, isInverted: Bool)
    /// Loads what a map has for a register, or ends the rule with the verdict that it has (`NFT_REG_VERDICT`); the rule ends where the
    /// map has nothing.
    case map(UInt32, in: NfTablesSetReference, into: UInt32)
    /// Loads bytes.
    case immediate([UInt8], into: UInt32)
    /// Ends the rule with a verdict.
    case verdict(NfTablesVerdict)
    /// Counts what comes so far. What it has counted isn't part of what the rule is.
    case counter
    /// Goes on as long as a rate isn't exceeded.
    case limit(NfTablesLimit)
    /// Writes a line into the kernel's log; `group` is for a program that listens (`NFULA_*`).
    case log(prefix: String, group: UInt16?)
    /// Refuses the packet, and tells its sender (`enum nft_reject_types`).
    case reject(type: UInt32, code: UInt8)
    /// The packet belongs to no connection.
    case notrack
    /// The packet leaves with the address of the interface.
    case masquerade(flags: UInt32)
    /// Another source or destination (`enum nft_nat_types`) from registers.
    case nat(type: UInt32, family: UInt32, address: UInt32?, port: UInt32?, flags: UInt32)
    /// To this host, on the port in a register.
    case redirect(port: UInt32?)
    /// Loads bytes of an option (`enum nft_exthdr_op`), or whether it is there.
    case option(type: UInt8, offset: UInt32, length: UInt32, operation: UInt32, flags: UInt32, into: UInt32)
    /// Sets bytes of an option.
    case setOption(type: UInt8, offset: UInt32, length: UInt32, operation: UInt32, from: UInt32)
    /// Loads what the routing tables say of the packet (`enum nft_fib_result`).
    case fib(result: UInt32, flags: UInt32, into: UInt32)
    /// Goes on as long as each value of a register keeps to a rate of its own, kept in a set that grows with the values.
    case limitEach(UInt32, in: String, NfTablesLimit)
    /// A step that isn't known here, by its name.
    case other(String)
}

/// How a register compares with a value (`enum nft_cmp_ops`); as bytes, so in network order.
public enum NfTablesComparison: UInt32, Hashable, Sendable {
    /// The same.
    case equal
    /// Another.
    case notEqual
    /// Smaller.
    case less
    /// Smaller or the same.
    case lessOrEqual
    /// Larger.
    case greater
    /// Larger or the same.
    case greaterOrEqual
}

/// A rate (`enum nft_limit_attributes`).
public struct NfTablesLimit: Hashable, Sendable {
    /// How many in `seconds`.
    public var rate: UInt64
    /// In how many seconds: 1, 60, 3600 and so on.
    public var seconds: UInt64
    /// How many at once.
    public var burst: UInt32
    /// Whether bytes are counted, not packets.
    public var isOfBytes: Bool
    /// Whether the rule goes on when the rate is exceeded.
    public var isInverted: Bool

    /// A limit of packets, if nothing else is said.
    public init(
        _ rate: UInt64, perSeconds seconds: UInt64 = 1, burst: UInt32 = 5, isOfBytes: Bool = false,
        isInverted: Bool = false
    ) {
        (self.rate, self.seconds, self.burst) = (rate, seconds, burst)
        (self.isOfBytes, self.isInverted) = (isOfBytes, isInverted)
    }
}

/// Which set a rule looks into.
public enum NfTablesSetReference: Hashable, Sendable {
    /// One with a name.
    case named(String)
    /// One of the rule's own, which comes and goes with it.
    case own(NfTablesSet)
}
