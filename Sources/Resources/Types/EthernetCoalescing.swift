/// When a device interrupts the processor (`ETHTOOL_MSG_COALESCE_SET`); what is absent is left.
///
/// The names are those of ethtool(8).
public struct EthernetCoalescing: FieldRecord {
    /// Microseconds from a packet that came in to the interrupt.
    public var rxUsecs: UInt32?
    /// Packets that come in until the interrupt.
    public var rxFrames: UInt32?
    /// rx-usecs while an interrupt is handled.
    public var rxUsecsIRQ: UInt32?
    /// rx-frames while an interrupt is handled.
    public var rxFramesIRQ: UInt32?
    /// Microseconds from a packet that was sent to the interrupt.
    public var txUsecs: UInt32?
    /// Packets that are sent until the interrupt.
    public var txFrames: UInt32?
    /// tx-usecs while an interrupt is handled.
    public var txUsecsIRQ: UInt32?
    /// tx-frames while an interrupt is handled.
    public var txFramesIRQ: UInt32?
    /// The driver chooses by load when packets come in.
    public var adaptiveRx: Bool?
    /// The driver chooses by load when packets are sent.
    public var adaptiveTx: Bool?
    /// Packets a second below which the load is low.
    public var rateLow: UInt32?
    /// rx-usecs under low load.
    public var rxUsecsLow: UInt32?
    /// rx-frames under low load.
    public var rxFramesLow: UInt32?
    /// tx-usecs under low load.
    public var txUsecsLow: UInt32?
    /// tx-frames under low load.
    public var txFramesLow: UInt32?
    /// Packets a second above which the load is high.
    public var rateHigh: UInt32?
    /// rx-usecs under high load.
    public var rxUsecsHigh: UInt32?
    /// rx-frames under high load.
    public var rxFramesHigh: UInt32?
    /// tx-usecs under high load.
    public var txUsecsHigh: UInt32?
    /// tx-frames under high load.
    public var txFramesHigh: UInt32?
    /// Seconds between two looks at the load.
    public var sampleInterval: UInt32?
    /// Microseconds between two updates of statistics in memory.
    public var statsBlockUsecs: UInt32?
    /// A packet that comes in restarts the time.
    public var cqeModeRx: Bool?
    /// A packet that is sent restarts the time.
    public var cqeModeTx: Bool?
    /// Bytes that are sent in one go; Linux 6.3.
    public var txAggregatedBytes: UInt32?
    /// Packets that are sent in one go; Linux 6.3.
    public var txAggregatedFrames: UInt32?
    /// Microseconds that one go may take; Linux 6.3.
    public var txAggregationUsecs: UInt32?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetCoalescing> = [
        Field(
            "rx-usecs", \.rxUsecs,
            "Microseconds from a packet that came in to the interrupt. ETHTOOL_A_COALESCE_RX_USECS.", .omitsEmpty),
        Field(
            "rx-frames", \.rxFrames,
            "Packets that come in until the interrupt. ETHTOOL_A_COALESCE_RX_MAX_FRAMES.", .omitsEmpty),
        Field(
            "rx-usecs-irq", \.rxUsecsIRQ,
            "rx-usecs while an interrupt is handled. ETHTOOL_A_COALESCE_RX_USECS_IRQ.", .omitsEmpty),
        Field(
            "rx-frames-irq", \.rxFramesIRQ,
            "rx-frames while an interrupt is handled. ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ.", .omitsEmpty),
        Field(
            "tx-usecs", \.txUsecs,
            "Microseconds from a packet that was sent to the interrupt. ETHTOOL_A_COALESCE_TX_USECS.", .omitsEmpty),
        Field(
            "tx-frames", \.txFrames,
            "Packets that are sent until the interrupt. ETHTOOL_A_COALESCE_TX_MAX_FRAMES.", .omitsEmpty),
        Field(
            "tx-usecs-irq", \.txUsecsIRQ,
            "tx-usecs while an interrupt is handled. ETHTOOL_A_COALESCE_TX_USECS_IRQ.", .omitsEmpty),
        Field(
            "tx-frames-irq", \.txFramesIRQ,
            "tx-frames while an interrupt is handled. ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ.", .omitsEmpty),
        Field(
            "adaptive-rx", \.adaptiveRx,
            "The driver chooses by load when packets come in. ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX.", .omitsEmpty),
        Field(
            "adaptive-tx", \.adaptiveTx,
            "The driver chooses by load when packets are sent. ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX.", .omitsEmpty),
        Field(
            "pkt-rate-low", \.rateLow,
            "Packets a second below which the load is low. ETHTOOL_A_COALESCE_PKT_RATE_LOW.", .omitsEmpty),
        Field("rx-usecs-low", \.rxUsecsLow, "rx-usecs under low load. ETHTOOL_A_COALESCE_RX_USECS_LOW.", .omitsEmpty),
        Field(
            "rx-frames-low", \.rxFramesLow,
            "rx-frames under low load. ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW.", .omitsEmpty),
        Field("tx-usecs-low", \.txUsecsLow, "tx-usecs under low load. ETHTOOL_A_COALESCE_TX_USECS_LOW.", .omitsEmpty),
        Field(
            "tx-frames-low", \.txFramesLow,
            "tx-frames under low load. ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW.", .omitsEmpty),
        Field(
            "pkt-rate-high", \.rateHigh,
            "Packets a second above which the load is high. ETHTOOL_A_COALESCE_PKT_RATE_HIGH.", .omitsEmpty),
        Field(
            "rx-usecs-high", \.rxUsecsHigh, "rx-usecs under high load. ETHTOOL_A_COALESCE_RX_USECS_HIGH.", .omitsEmpty),
        Field(
            "rx-frames-high", \.rxFramesHigh,
            "rx-frames under high load. ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH.", .omitsEmpty),
        Field(
            "tx-usecs-high", \.txUsecsHigh, "tx-usecs under high load. ETHTOOL_A_COALESCE_TX_USECS_HIGH.", .omitsEmpty),
        Field(
            "tx-frames-high", \.txFramesHigh,
            "tx-frames under high load. ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH.", .omitsEmpty),
        Field(
            "sample-interval", \.sampleInterval,
            "Seconds between two looks at the load. ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL.", .omitsEmpty),
        Field(
            "stats-block-usecs", \.statsBlockUsecs,
            "Microseconds between two updates of statistics in memory. ETHTOOL_A_COALESCE_STATS_BLOCK_USECS.",
            .omitsEmpty),
        Field(
            "cqe-mode-rx", \.cqeModeRx,
            "A packet that comes in restarts the time. ETHTOOL_A_COALESCE_USE_CQE_MODE_RX.", .omitsEmpty),
        Field(
            "cqe-mode-tx", \.cqeModeTx,
            "A packet that is sent restarts the time. ETHTOOL_A_COALESCE_USE_CQE_MODE_TX.", .omitsEmpty),
        Field(
            "tx-aggr-max-bytes", \.txAggregatedBytes,
            "Bytes that are sent in one go; Linux 6.3. ETHTOOL_A_COALESCE_TX_AGGR_MAX_BYTES.", .omitsEmpty),
        Field(
            "tx-aggr-max-frames", \.txAggregatedFrames,
            "Packets that are sent in one go; Linux 6.3. ETHTOOL_A_COALESCE_TX_AGGR_MAX_FRAMES.", .omitsEmpty),
        Field(
            "tx-aggr-time-usecs", \.txAggregationUsecs,
            "Microseconds that one go may take; Linux 6.3. ETHTOOL_A_COALESCE_TX_AGGR_TIME_USECS.", .omitsEmpty),
    ]
}
