import CMnl

/// Rings (`ETHTOOL_A_RINGS_*`).
extension EthernetMember {
    // The headers of Linux 6.1 end before these.
    private static let rxPush = 14
    private static let txPushBufferLength = 15
    private static let txPushBufferLengthMaximum = 16

    /// Places for packets that came in.
    public static let ringsRx = EthernetMember("rings.rx", .rings, Int(ETHTOOL_A_RINGS_RX), .uint32)
    /// Places for packets to be sent.
    public static let ringsTx = EthernetMember("rings.tx", .rings, Int(ETHTOOL_A_RINGS_TX), .uint32)
    /// Places for small packets that came in.
    public static let ringsRxMini = EthernetMember("rings.rx-mini", .rings, Int(ETHTOOL_A_RINGS_RX_MINI), .uint32)
    /// Places for large packets that came in.
    public static let ringsRxJumbo = EthernetMember("rings.rx-jumbo", .rings, Int(ETHTOOL_A_RINGS_RX_JUMBO), .uint32)
    /// Bytes of a buffer.
    public static let ringsRxBufferLength = EthernetMember(
        "rings.rx-buf-len", .rings, Int(ETHTOOL_A_RINGS_RX_BUF_LEN), .uint32)
    /// Whether headers and data are kept apart (`ETHTOOL_TCP_DATA_SPLIT_*`).
    public static let ringsTcpDataSplit = EthernetMember(
        "rings.tcp-data-split", .rings, Int(ETHTOOL_A_RINGS_TCP_DATA_SPLIT), .uint8)
    /// Bytes of an event.
    public static let ringsCqeSize = EthernetMember("rings.cqe-size", .rings, Int(ETHTOOL_A_RINGS_CQE_SIZE), .uint32)
    /// Whether descriptors are written to the device.
    public static let ringsTxPush = EthernetMember("rings.tx-push", .rings, Int(ETHTOOL_A_RINGS_TX_PUSH), .uint8)
    /// The same for packets that come in.
    public static let ringsRxPush = EthernetMember("rings.rx-push", .rings, rxPush, .uint8)
    /// Bytes of a packet that are written so.
    public static let ringsTxPushBufferLength = EthernetMember(
        "rings.tx-push-buf-len", .rings, txPushBufferLength, .uint32)
    /// The most packets that came in.
    public static let ringsRxMaximum = EthernetMember("rings.rx-max", .rings, Int(ETHTOOL_A_RINGS_RX_MAX), .uint32)
    /// The most small packets that came in.
    public static let ringsRxMiniMaximum = EthernetMember(
        "rings.rx-mini-max", .rings, Int(ETHTOOL_A_RINGS_RX_MINI_MAX), .uint32)
    /// The most large packets that came in.
    public static let ringsRxJumboMaximum = EthernetMember(
        "rings.rx-jumbo-max", .rings, Int(ETHTOOL_A_RINGS_RX_JUMBO_MAX), .uint32)
    /// The most packets to be sent.
    public static let ringsTxMaximum = EthernetMember("rings.tx-max", .rings, Int(ETHTOOL_A_RINGS_TX_MAX), .uint32)
    /// The most bytes that are written so.
    public static let ringsTxPushBufferLengthMaximum = EthernetMember(
        "rings.tx-push-buf-len-max", .rings, txPushBufferLengthMaximum, .uint32)

    static let rings = [
        ringsRx, ringsTx, ringsRxMini, ringsRxJumbo, ringsRxBufferLength, ringsTcpDataSplit, ringsCqeSize, ringsTxPush,
        ringsRxPush, ringsTxPushBufferLength, ringsRxMaximum, ringsRxMiniMaximum, ringsRxJumboMaximum, ringsTxMaximum,
        ringsTxPushBufferLengthMaximum,
    ]
}
