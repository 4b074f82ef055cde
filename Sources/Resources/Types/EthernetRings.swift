/// The sizes of a device's rings (`ETHTOOL_MSG_RINGS_SET`); what is absent is left.
public struct EthernetRings: FieldRecord {
    /// Packets that came in.
    public var rx: UInt32?
    /// Packets to be sent.
    public var tx: UInt32?
    /// Small packets that came in.
    public var rxMini: UInt32?
    /// Large packets that came in.
    public var rxJumbo: UInt32?
    /// Bytes of a buffer.
    public var rxBufLen: UInt32?
    /// Bytes of an event.
    public var cqeSize: UInt32?
    /// Whether descriptors are written to the device.
    public var txPush: Bool?
    /// The same for packets that come in.
    public var rxPush: Bool?
    /// Bytes of a packet that are written so.
    public var txPushBufLen: UInt32?
    /// Whether headers and data are kept apart.
    public var tcpDataSplit: Bool?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetRings> = [
        Field("rx", \.rx, "Places for packets that came in. ETHTOOL_A_RINGS_RX.", .omitsEmpty),
        Field("tx", \.tx, "Places for packets to be sent. ETHTOOL_A_RINGS_TX.", .omitsEmpty),
        Field("rx-mini", \.rxMini, "Places for small packets that came in. ETHTOOL_A_RINGS_RX_MINI.", .omitsEmpty),
        Field("rx-jumbo", \.rxJumbo, "Places for large packets that came in. ETHTOOL_A_RINGS_RX_JUMBO.", .omitsEmpty),
        Field(
            "rx-buf-len", \.rxBufLen, "Bytes of a buffer for what comes in. ETHTOOL_A_RINGS_RX_BUF_LEN.", .omitsEmpty),
        Field("cqe-size", \.cqeSize, "Bytes of a completion event. ETHTOOL_A_RINGS_CQE_SIZE.", .omitsEmpty),
        Field(
            "tx-push", \.txPush,
            "Descriptors of packets to be sent are written to the device. ETHTOOL_A_RINGS_TX_PUSH.",
            .omitsEmpty),
        Field(
            "rx-push", \.rxPush, "The same for packets that come in. ETHTOOL_A_RINGS_RX_PUSH, Linux 6.3.", .omitsEmpty),
        Field(
            "tx-push-buf-len", \.txPushBufLen,
            "Bytes of a packet that are written to the device. ETHTOOL_A_RINGS_TX_PUSH_BUF_LEN, Linux 6.4.",
            .omitsEmpty),
        Field(
            "tcp-data-split", \.tcpDataSplit,
            "TCP headers and data lie in buffers of their own. ETHTOOL_A_RINGS_TCP_DATA_SPLIT.", .omitsEmpty),
    ]
}

/// The sizes of a device's rings, and the largest ones.
public struct EthernetRingsStatus: FieldRecord {
    /// What they are now.
    public var sizes = EthernetRings()
    /// The most packets that came in.
    public var rxMax: UInt32?
    /// The most small packets that came in.
    public var rxMiniMax: UInt32?
    /// The most large packets that came in.
    public var rxJumboMax: UInt32?
    /// The most packets to be sent.
    public var txMax: UInt32?
    /// The most bytes that are written to the device.
    public var txPushBufLenMax: UInt32?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields = FieldList<EthernetRingsStatus>(
        EthernetRings.fields.map { Field($0, of: \.sizes) } + [
            Field("rx-max", \.rxMax, "The largest rx.", .omitsEmpty),
            Field("rx-mini-max", \.rxMiniMax, "The largest rx-mini.", .omitsEmpty),
            Field("rx-jumbo-max", \.rxJumboMax, "The largest rx-jumbo.", .omitsEmpty),
            Field("tx-max", \.txMax, "The largest tx.", .omitsEmpty),
            Field("tx-push-buf-len-max", \.txPushBufLenMax, "The largest tx-push-buf-len.", .omitsEmpty),
        ])
}
