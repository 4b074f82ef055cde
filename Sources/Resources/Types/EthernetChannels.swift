/// How many queues a device has (`ETHTOOL_MSG_CHANNELS_SET`); what is absent is left.
public struct EthernetChannels: FieldRecord {
    /// For packets that come in.
    public var rx: UInt32?
    /// For packets that are sent.
    public var tx: UInt32?
    /// For anything else.
    public var other: UInt32?
    /// For both ways.
    public var combined: UInt32?

    /// Nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EthernetChannels> = [
        Field("rx", \.rx, "Queues for packets that come in. ETHTOOL_A_CHANNELS_RX_COUNT.", .omitsEmpty),
        Field("tx", \.tx, "Queues for packets that are sent. ETHTOOL_A_CHANNELS_TX_COUNT.", .omitsEmpty),
        Field("other", \.other, "Queues for anything else. ETHTOOL_A_CHANNELS_OTHER_COUNT.", .omitsEmpty),
        Field("combined", \.combined, "Queues for both ways. ETHTOOL_A_CHANNELS_COMBINED_COUNT.", .omitsEmpty),
    ]
}

/// How many queues a device has, and can have.
public struct EthernetChannelsStatus: FieldRecord {
    /// What there are now.
    public var counts = EthernetChannels()
    /// The most for packets that come in.
    public var rxMax: UInt32?
    /// The most for packets that are sent.
    public var txMax: UInt32?
    /// The most for anything else.
    public var otherMax: UInt32?
    /// The most for both ways.
    public var combinedMax: UInt32?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields = FieldList<EthernetChannelsStatus>(
        EthernetChannels.fields.map { Field($0, of: \.counts) } + [
            Field("rx-max", \.rxMax, "The largest rx.", .omitsEmpty),
            Field("tx-max", \.txMax, "The largest tx.", .omitsEmpty),
            Field("other-max", \.otherMax, "The largest other.", .omitsEmpty),
            Field("combined-max", \.combinedMax, "The largest combined.", .omitsEmpty),
        ])
}
