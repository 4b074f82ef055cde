import CNftnl

/// The steps that rules begin with, by what they load; all use the first register.
extension NfTablesExpression {
    /// The register that most steps use.
    public static let register = UInt32(NFT_REG_1.rawValue)
    /// One more.
    public static let secondRegister = UInt32(NFT_REG_2.rawValue)

    /// The register that verdicts go to.
    public static let verdictRegister = UInt32(NFT_REG_VERDICT.rawValue)

    /// The name of the link by which a packet comes in or goes out, filled up with zeros.
    public static func interfaceName(isInput: Bool) -> NfTablesExpression {
        .meta((isInput ? NFT_META_IIFNAME : NFT_META_OIFNAME).rawValue, into: register)
    }
    /// The hardware type of the link by which a packet comes in (`ARPHRD_*`), two bytes of the host's order.
    public static let inputType = NfTablesExpression.meta(NFT_META_IFTYPE.rawValue, into: register)
    /// The packet's mark.
    public static let mark = NfTablesExpression.meta(NFT_META_MARK.rawValue, into: register)
    /// Makes the register the packet's mark.
    public static let becomeMark = NfTablesExpression.setMeta(NFT_META_MARK.rawValue, from: register)
    /// The packet's family, a byte (`NFPROTO_*`).
    public static let family = NfTablesExpression.meta(NFT_META_NFPROTO.rawValue, into: register)
    /// What an IP packet carries, a byte (`IPPROTO_*`).
    public static let transport = NfTablesExpression.meta(NFT_META_L4PROTO.rawValue, into: register)
    /// The day of the week in UTC, a byte, from Sunday.
    public static let day = NfTablesExpression.meta(NFT_META_TIME_DAY.rawValue, into: register)
    /// The seconds of the day in UTC, as a number of the host's order.
    public static let second = NfTablesExpression.meta(NFT_META_TIME_HOUR.rawValue, into: register)
    /// The state of a packet's connection, a bit each.
    public static let connectionState = NfTablesExpression.connection(NFT_CT_STATE.rawValue, into: register)

    /// Some bytes of the link layer's header.
    public static func linkHeader(_ offset: UInt32, _ length: UInt32) -> NfTablesExpression {
        .payload(base: NFT_PAYLOAD_LL_HEADER.rawValue, offset: offset, length: length, into: register)
    }
    /// Some bytes of the IP header.
    public static func networkHeader(_ offset: UInt32, _ length: UInt32) -> NfTablesExpression {
        .payload(base: NFT_PAYLOAD_NETWORK_HEADER.rawValue, offset: offset, length: length, into: register)
    }
    /// Some bytes of what the packet carries.
    public static func transportHeader(_ offset: UInt32, _ length: UInt32) -> NfTablesExpression {
        .payload(base: NFT_PAYLOAD_TRANSPORT_HEADER.rawValue, offset: offset, length: length, into: register)
    }

    /// What kind of address a packet's source or destination is (`RTN_*`), as a number of the host's order.
    public static func addressKind(ofSource isSource: Bool) -> NfTablesExpression {
        let address = isSource ? NFTA_FIB_F_SADDR : NFTA_FIB_F_DADDR
        return .fib(result: NFT_FIB_RESULT_ADDRTYPE.rawValue, flags: address.rawValue, into: register)
    }
    /// Whether a packet's source is reached by the link that it came by: 1 or 0, as a number of the host's order.
    public static let reversePath = NfTablesExpression.fib(
        result: NFT_FIB_RESULT_OIF.rawValue,
        flags: NFTA_FIB_F_SADDR.rawValue | NFTA_FIB_F_IIF.rawValue | NFTA_FIB_F_PRESENT.rawValue, into: register)

    /// Brings a number of four bytes into network order, in which it compares.
    public static let networkOrder = NfTablesExpression.byteOrder(
        register, operation: NFT_BYTEORDER_HTON.rawValue, length: 4, size: 4)

    /// Loads the largest segment that a TCP packet offers (RFC 9293 §3.7.1).
    public static let segmentSize = NfTablesExpression.option(
        type: 2, offset: 2, length: 2, operation: NFT_EXTHDR_OP_TCPOPT.rawValue, flags: 0, into: register)
    /// Makes the register the largest segment that a TCP packet offers.
    public static let becomeSegmentSize = NfTablesExpression.setOption(
        type: 2, offset: 2, length: 2, operation: NFT_EXTHDR_OP_TCPOPT.rawValue, from: register)

    /// Tells the sender with an ICMP message of the packet's family (`enum nft_reject_inet_code`).
    public static func rejectWithICMP(_ code: UInt8) -> NfTablesExpression {
        .reject(type: NFT_REJECT_ICMPX_UNREACH.rawValue, code: code)
    }
    /// Ends the sender's TCP connection.
    public static let rejectWithReset = NfTablesExpression.reject(type: NFT_REJECT_TCP_RST.rawValue, code: 0)
}
