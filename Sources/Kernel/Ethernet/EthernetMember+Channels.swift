import CMnl

/// Queues (`ETHTOOL_A_CHANNELS_*`).
extension EthernetMember {
    /// Queues for packets that come in.
    public static let channelsRx = EthernetMember("channels.rx", .channels, Int(ETHTOOL_A_CHANNELS_RX_COUNT), .uint32)
    /// The most queues for packets that come in.
    public static let channelsRxMaximum = EthernetMember(
        "channels.rx-max", .channels, Int(ETHTOOL_A_CHANNELS_RX_MAX), .uint32)
    /// Queues for packets that are sent.
    public static let channelsTx = EthernetMember("channels.tx", .channels, Int(ETHTOOL_A_CHANNELS_TX_COUNT), .uint32)
    /// The most queues for packets that are sent.
    public static let channelsTxMaximum = EthernetMember(
        "channels.tx-max", .channels, Int(ETHTOOL_A_CHANNELS_TX_MAX), .uint32)
    /// Queues for anything else.
    public static let channelsOther = EthernetMember(
        "channels.other", .channels, Int(ETHTOOL_A_CHANNELS_OTHER_COUNT), .uint32)
    /// The most queues for anything else.
    public static let channelsOtherMaximum = EthernetMember(
        "channels.other-max", .channels, Int(ETHTOOL_A_CHANNELS_OTHER_MAX), .uint32)
    /// Queues for both ways.
    public static let channelsCombined = EthernetMember(
        "channels.combined", .channels, Int(ETHTOOL_A_CHANNELS_COMBINED_COUNT), .uint32)
    /// The most queues for both ways.
    public static let channelsCombinedMaximum = EthernetMember(
        "channels.combined-max", .channels, Int(ETHTOOL_A_CHANNELS_COMBINED_MAX), .uint32)

    static let channels = [
        channelsRx, channelsRxMaximum, channelsTx, channelsTxMaximum, channelsOther, channelsOtherMaximum,
        channelsCombined, channelsCombinedMaximum,
    ]
}
