import CMnl

/// Interrupts (`ETHTOOL_A_COALESCE_*`).
extension EthernetMember {
    // The headers of Linux 6.1 end before these.
    private static let txAggregatedBytes = 26
    private static let txAggregatedFrames = 27
    private static let txAggregationTime = 28

    /// Microseconds from a packet that came in to the interrupt.
    public static let coalesceRxUsecs = EthernetMember(
        "coalesce.rx-usecs", .coalescing, Int(ETHTOOL_A_COALESCE_RX_USECS), .uint32)
    /// Packets that come in until the interrupt.
    public static let coalesceRxFrames = EthernetMember(
        "coalesce.rx-frames", .coalescing, Int(ETHTOOL_A_COALESCE_RX_MAX_FRAMES), .uint32)
    /// rx-usecs while an interrupt is handled.
    public static let coalesceRxUsecsIRQ = EthernetMember(
        "coalesce.rx-usecs-irq", .coalescing, Int(ETHTOOL_A_COALESCE_RX_USECS_IRQ), .uint32)
    /// rx-frames while an interrupt is handled.
    public static let coalesceRxFramesIRQ = EthernetMember(
        "coalesce.rx-frames-irq", .coalescing, Int(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_IRQ), .uint32)
    /// Microseconds from a packet that was sent to the interrupt.
    public static let coalesceTxUsecs = EthernetMember(
        "coalesce.tx-usecs", .coalescing, Int(ETHTOOL_A_COALESCE_TX_USECS), .uint32)
    /// Packets that are sent until the interrupt.
    public static let coalesceTxFrames = EthernetMember(
        "coalesce.tx-frames", .coalescing, Int(ETHTOOL_A_COALESCE_TX_MAX_FRAMES), .uint32)
    /// tx-usecs while an interrupt is handled.
    public static let coalesceTxUsecsIRQ = EthernetMember(
        "coalesce.tx-usecs-irq", .coalescing, Int(ETHTOOL_A_COALESCE_TX_USECS_IRQ), .uint32)
    /// tx-frames while an interrupt is handled.
    public static let coalesceTxFramesIRQ = EthernetMember(
        "coalesce.tx-frames-irq", .coalescing, Int(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_IRQ), .uint32)
    /// The driver chooses by load when packets come in.
    public static let coalesceAdaptiveRx = EthernetMember(
        "coalesce.adaptive-rx", .coalescing, Int(ETHTOOL_A_COALESCE_USE_ADAPTIVE_RX), .uint8)
    /// The driver chooses by load when packets are sent.
    public static let coalesceAdaptiveTx = EthernetMember(
        "coalesce.adaptive-tx", .coalescing, Int(ETHTOOL_A_COALESCE_USE_ADAPTIVE_TX), .uint8)
    /// Packets a second below which the load is low.
    public static let coalesceRateLow = EthernetMember(
        "coalesce.pkt-rate-low", .coalescing, Int(ETHTOOL_A_COALESCE_PKT_RATE_LOW), .uint32)
    /// rx-usecs under low load.
    public static let coalesceRxUsecsLow = EthernetMember(
        "coalesce.rx-usecs-low", .coalescing, Int(ETHTOOL_A_COALESCE_RX_USECS_LOW), .uint32)
    /// rx-frames under low load.
    public static let coalesceRxFramesLow = EthernetMember(
        "coalesce.rx-frames-low", .coalescing, Int(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_LOW), .uint32)
    /// tx-usecs under low load.
    public static let coalesceTxUsecsLow = EthernetMember(
        "coalesce.tx-usecs-low", .coalescing, Int(ETHTOOL_A_COALESCE_TX_USECS_LOW), .uint32)
    /// tx-frames under low load.
    public static let coalesceTxFramesLow = EthernetMember(
        "coalesce.tx-frames-low", .coalescing, Int(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_LOW), .uint32)
    /// Packets a second above which the load is high.
    public static let coalesceRateHigh = EthernetMember(
        "coalesce.pkt-rate-high", .coalescing, Int(ETHTOOL_A_COALESCE_PKT_RATE_HIGH), .uint32)
    /// rx-usecs under high load.
    public static let coalesceRxUsecsHigh = EthernetMember(
        "coalesce.rx-usecs-high", .coalescing, Int(ETHTOOL_A_COALESCE_RX_USECS_HIGH), .uint32)
    /// rx-frames under high load.
    public static let coalesceRxFramesHigh = EthernetMember(
        "coalesce.rx-frames-high", .coalescing, Int(ETHTOOL_A_COALESCE_RX_MAX_FRAMES_HIGH), .uint32)
    /// tx-usecs under high load.
    public static let coalesceTxUsecsHigh = EthernetMember(
        "coalesce.tx-usecs-high", .coalescing, Int(ETHTOOL_A_COALESCE_TX_USECS_HIGH), .uint32)
    /// tx-frames under high load.
    public static let coalesceTxFramesHigh = EthernetMember(
        "coalesce.tx-frames-high", .coalescing, Int(ETHTOOL_A_COALESCE_TX_MAX_FRAMES_HIGH), .uint32)
    /// Seconds between two looks at the load.
    public static let coalesceSampleInterval = EthernetMember(
        "coalesce.sample-interval", .coalescing, Int(ETHTOOL_A_COALESCE_RATE_SAMPLE_INTERVAL), .uint32)
    /// Microseconds between two updates of statistics in memory.
    public static let coalesceStatsBlockUsecs = EthernetMember(
        "coalesce.stats-block-usecs", .coalescing, Int(ETHTOOL_A_COALESCE_STATS_BLOCK_USECS), .uint32)
    /// A packet that comes in restarts the time.
    public static let coalesceCqeModeRx = EthernetMember(
        "coalesce.cqe-mode-rx", .coalescing, Int(ETHTOOL_A_COALESCE_USE_CQE_MODE_RX), .uint8)
    /// A packet that is sent restarts the time.
    public static let coalesceCqeModeTx = EthernetMember(
        "coalesce.cqe-mode-tx", .coalescing, Int(ETHTOOL_A_COALESCE_USE_CQE_MODE_TX), .uint8)
    /// Bytes that are sent in one go; Linux 6.3.
    public static let coalesceTxAggregatedBytes = EthernetMember(
        "coalesce.tx-aggr-max-bytes", .coalescing, txAggregatedBytes, .uint32)
    /// Packets that are sent in one go; Linux 6.3.
    public static let coalesceTxAggregatedFrames = EthernetMember(
        "coalesce.tx-aggr-max-frames", .coalescing, txAggregatedFrames, .uint32)
    /// Microseconds that one go may take; Linux 6.3.
    public static let coalesceTxAggregationUsecs = EthernetMember(
        "coalesce.tx-aggr-time-usecs", .coalescing, txAggregationTime, .uint32)

    static let coalescing = [
        coalesceRxUsecs, coalesceRxFrames, coalesceRxUsecsIRQ, coalesceRxFramesIRQ, coalesceTxUsecs, coalesceTxFrames,
        coalesceTxUsecsIRQ, coalesceTxFramesIRQ, coalesceAdaptiveRx, coalesceAdaptiveTx, coalesceRateLow,
        coalesceRxUsecsLow, coalesceRxFramesLow, coalesceTxUsecsLow, coalesceTxFramesLow, coalesceRateHigh,
        coalesceRxUsecsHigh, coalesceRxFramesHigh, coalesceTxUsecsHigh, coalesceTxFramesHigh, coalesceSampleInterval,
        coalesceStatsBlockUsecs, coalesceCqeModeRx, coalesceCqeModeTx, coalesceTxAggregatedBytes,
        coalesceTxAggregatedFrames, coalesceTxAggregationUsecs,
    ]
}
