import Kernel
import Resources

/// The members of the records about Ethernet devices, and which members of ethtool's messages they are: the one list.
enum EthernetFields {
    static let rings: [EthernetField<EthernetRings>] = [
        EthernetField(.ringsRx, \.rx),
        EthernetField(.ringsTx, \.tx),
        EthernetField(.ringsRxMini, \.rxMini),
        EthernetField(.ringsRxJumbo, \.rxJumbo),
        EthernetField(.ringsRxBufferLength, \.rxBufLen),
        EthernetField(.ringsCqeSize, \.cqeSize),
        EthernetField(.ringsTxPush, \.txPush),
        EthernetField(.ringsRxPush, \.rxPush),
        EthernetField(.ringsTxPushBufferLength, \.txPushBufLen),
        EthernetField(  // `ETHTOOL_TCP_DATA_SPLIT_*` begins with what isn't known.
            .ringsTcpDataSplit, \.tcpDataSplit, off: 1, on: 2),
    ]

    static let channels: [EthernetField<EthernetChannels>] = [
        EthernetField(.channelsRx, \.rx),
        EthernetField(.channelsTx, \.tx),
        EthernetField(.channelsOther, \.other),
        EthernetField(.channelsCombined, \.combined),
    ]

    static let coalescing: [EthernetField<EthernetCoalescing>] = [
        EthernetField(.coalesceRxUsecs, \.rxUsecs),
        EthernetField(.coalesceRxFrames, \.rxFrames),
        EthernetField(.coalesceRxUsecsIRQ, \.rxUsecsIRQ),
        EthernetField(.coalesceRxFramesIRQ, \.rxFramesIRQ),
        EthernetField(.coalesceTxUsecs, \.txUsecs),
        EthernetField(.coalesceTxFrames, \.txFrames),
        EthernetField(.coalesceTxUsecsIRQ, \.txUsecsIRQ),
        EthernetField(.coalesceTxFramesIRQ, \.txFramesIRQ),
        EthernetField(.coalesceAdaptiveRx, \.adaptiveRx),
        EthernetField(.coalesceAdaptiveTx, \.adaptiveTx),
        EthernetField(.coalesceRateLow, \.rateLow),
        EthernetField(.coalesceRxUsecsLow, \.rxUsecsLow),
        EthernetField(.coalesceRxFramesLow, \.rxFramesLow),
        EthernetField(.coalesceTxUsecsLow, \.txUsecsLow),
        EthernetField(.coalesceTxFramesLow, \.txFramesLow),
        EthernetField(.coalesceRateHigh, \.rateHigh),
        EthernetField(.coalesceRxUsecsHigh, \.rxUsecsHigh),
        EthernetField(.coalesceRxFramesHigh, \.rxFramesHigh),
        EthernetField(.coalesceTxUsecsHigh, \.txUsecsHigh),
        EthernetField(.coalesceTxFramesHigh, \.txFramesHigh),
        EthernetField(.coalesceSampleInterval, \.sampleInterval),
        EthernetField(.coalesceStatsBlockUsecs, \.statsBlockUsecs),
        EthernetField(.coalesceCqeModeRx, \.cqeModeRx),
        EthernetField(.coalesceCqeModeTx, \.cqeModeTx),
        EthernetField(.coalesceTxAggregatedBytes, \.txAggregatedBytes),
        EthernetField(.coalesceTxAggregatedFrames, \.txAggregatedFrames),
        EthernetField(.coalesceTxAggregationUsecs, \.txAggregationUsecs),
    ]

    static let pause: [EthernetField<EthernetPause>] = [
        EthernetField(.pauseAutonegotiation, \.autoneg),
        EthernetField(.pauseRx, \.rx),
        EthernetField(.pauseTx, \.tx),
    ]

    static let eee: [EthernetField<EthernetEEE>] = [
        EthernetField(.eeeEnabled, \.enabled),
        EthernetField(.eeeTxLPI, \.txLPI),
        EthernetField(.eeeTxLPITimer, \.txLPITimer),
        EthernetField(.eeeModes, \.modes),
    ]

    static let fec: [EthernetField<EthernetFEC>] = [
        EthernetField(.fecAuto, \.auto),
        EthernetField(.fecModes, \.modes),
    ]

    /// What is a member of the spec itself.
    static let link: [EthernetField<EthernetSpec>] = [
        EthernetField(.wakeOnLANModes, \.wakeOnLan),
        EthernetField(.autonegotiation, \.autoneg),
        EthernetField(.speed, \.speedMbit),
        EthernetField(.duplex, \.duplex),
        EthernetField(.ourModes, \.ourModes),
        EthernetField(.lanes, \.lanes),
        EthernetField(.clock, \.clock),
    ]
}

/// Everything that a spec can say of an Ethernet device; features come by name.
enum EthernetSettingTable {
    private static let table: [EthernetSetting] =
        settings(EthernetFields.rings) { $0.rings } + settings(EthernetFields.channels) { $0.channels }
        + settings(EthernetFields.coalescing) { $0.coalesce } + settings(EthernetFields.pause) { $0.pause }
        + settings(EthernetFields.eee) { $0.eee } + settings(EthernetFields.fec) { $0.fec }
        + settings(EthernetFields.link) { $0 } + EthernetHashingSettings.table

    private static func settings<Record>(
        _ fields: [EthernetField<Record>], in part: @escaping @Sendable (EthernetSpec) -> Record?
    ) -> [EthernetSetting] {
        fields.map { $0.setting(in: part) }
    }

    /// What every setting but the features is called.
    static var names: [String] { table.map(\.name) }

    private static let byName = Dictionary(table.map { ($0.name, $0) }) { $1 }

    /// The setting of a name, as the ledger has it.
    static func named(_ name: String) -> EthernetSetting? { byName[name] ?? EthernetSetting.feature(inLedger: name) }

    /// What a spec speaks of, with what it says.
    static func wanted(_ spec: EthernetSpec) -> [(setting: EthernetSetting, value: JSON)] {
        spec.features.sorted { $0.key < $1.key }.map { (EthernetSetting.feature($0.key), .bool($0.value)) }
            + table.compactMap { setting in setting.wanted(spec).map { (setting, $0) } }
    }
}
