import Kernel
import NetworkTypes
import Resources

extension EthernetStatus {
    /// A device as its driver tells.
    init(_ device: KernelEthernet, _ name: InterfaceName) {
        self.init()
        linkName = name
        linkState = device[.linkState]?.number.map { $0 != 0 }
        port = device[.port]?.number.flatMap(EthernetPort.init(kernelNumber:))
        features = device.shownFeatures
        coalesce = Self.shown(EthernetFields.coalescing, device)
        pause = Self.shown(EthernetFields.pause, device)
        rss = device.hashing.map(EthernetHashingSettings.shown)
        showLink(device)
        showRings(device)
        showChannels(device)
        showOptions(device)
    }

    /// A record of what the device has; `nil` when it has none of it.
    private static func shown<Record: FieldRecord>(
        _ fields: [EthernetField<Record>], _ device: KernelEthernet
    ) -> Record? {
        var record = Record()
        let shown = fields.filter { $0.show(device, in: &record) }
        return shown.isEmpty ? nil : record
    }

    private static func modes(_ words: [String]?) -> [String]? {
        words.map { $0.compactMap(String.init(kernelWord:)) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func showLink(_ device: KernelEthernet) {
        let link = Self.shown(EthernetFields.link, device) ?? EthernetSpec()
        (autoneg, speedMbit, lanes, clock) = (link.autoneg, link.speedMbit, link.lanes, link.clock)
        (duplex, wakeOnLAN) = (link.duplex, link.wakeOnLan)
        supportedWakeOnLAN = device.choices[.wakeOnLANModes].map { $0.compactMap(WakeOnLANMode.init(kernelWord:)) }
        ourModes = Self.modes(device[.ourModes]?.words)
        supportedModes = Self.modes(device.choices[.ourModes])
        peerModes = Self.modes(device[.peerModes]?.words)
    }

    private mutating func showRings(_ device: KernelEthernet) {
        guard let sizes = Self.shown(EthernetFields.rings, device) else { return }
        var shown = EthernetRingsStatus()
        shown.sizes = sizes
        shown.rxMax = device[.ringsRxMaximum]?.number
        shown.rxMiniMax = device[.ringsRxMiniMaximum]?.number
        shown.rxJumboMax = device[.ringsRxJumboMaximum]?.number
        shown.txMax = device[.ringsTxMaximum]?.number
        shown.txPushBufLenMax = device[.ringsTxPushBufferLengthMaximum]?.number
        rings = shown
    }

    private mutating func showChannels(_ device: KernelEthernet) {
        guard let counts = Self.shown(EthernetFields.channels, device) else { return }
        var shown = EthernetChannelsStatus()
        shown.counts = counts
        shown.rxMax = device[.channelsRxMaximum]?.number
        shown.txMax = device[.channelsTxMaximum]?.number
        shown.otherMax = device[.channelsOtherMaximum]?.number
        shown.combinedMax = device[.channelsCombinedMaximum]?.number
        channels = shown
    }

    private mutating func showOptions(_ device: KernelEthernet) {
        if let settings = Self.shown(EthernetFields.eee, device) {
            var shown = EthernetEEEStatus()
            shown.settings = settings
            shown.active = device[.eeeActive]?.number.map { $0 != 0 }
            shown.supportedModes = Self.modes(device.choices[.eeeModes])
            shown.peerModes = Self.modes(device[.eeePeerModes]?.words)
            eee = shown
        }
        if let settings = Self.shown(EthernetFields.fec, device) {
            var shown = EthernetFECStatus()
            shown.settings = settings
            shown.active = device[.fecActive]?.words?.first.flatMap(EthernetFEC.Mode.init(kernelWord:))
            fec = shown
        }
    }
}
