import Kernel
import Resources

/// What takes a device to what is wanted of it.
struct EthernetDraft {
    /// By the kind of message that sets it.
    var attributes: [EthernetMessage: EthernetAttributes] = [:]
    /// Which queue packets go to.
    var hashing = HashingChange()
    /// The lanes that a spec wants, whether or not the device has them.
    var lanes: UInt32?

    /// The kinds of messages in the order in which they are sent: queues come first, since others are for each of them, and
    /// what makes the link go down for a moment comes last.
    private static let order: [EthernetMessage] = [
        .channels, .rings, .features, .coalescing, .pause, .wakeOnLAN, .energy, .errorCorrection, .linkModes,
    ]

    /// The changes in order.
    ///
    /// A driver that is to have fewer queues refuses as long as packets go to those that fall away
    /// (`ethnl_set_channels()`, `net/ethtool/channels.c`), and packets can't go to queues that aren't there yet.
    func changes(of device: KernelEthernet) -> [EthernetChange] {
        var attributes = attributes
        attributes[.linkModes]?.nameLanes(device, wanted: lanes)
        attributes[.linkModes]?.leaveOutWhatIsAgreedOn(device)
        attributes[.errorCorrection]?.leaveOneMode(device)
        let messages = Self.order.compactMap { message in
            attributes[message].flatMap { $0.isEmpty ? nil : EthernetChange.message(message, $0) }
        }
        guard !hashing.isEmpty else { return messages }
        let counted: [EthernetMember] = [.channelsRx, .channelsCombined]
        let isShrinking = counted.contains { member in
            guard let wanted = attributes[.channels]?.numbers[member] else { return false }
            return wanted < device[member]?.number ?? 0
        }
        return isShrinking ? [.hashing(hashing)] + messages : messages + [.hashing(hashing)]
    }
}

extension EthernetAttributes {
    /// Without negotiation the kernel forgets the lanes that a message about modes doesn't name
    /// (`ethnl_update_linkmodes()`, `net/ethtool/linkmodes.c`).
    fileprivate mutating func nameLanes(_ device: KernelEthernet, wanted: UInt32?) {
        guard !isEmpty, numbers[.lanes] == nil, let current = device[.lanes]?.number else { return }
        // Another speed may not go over as many.
        let isSpeedKept = numbers[.speed] == nil && device[.autonegotiation]?.number == 0
        numbers[.lanes] = wanted ?? (isSpeedKept ? current : nil)
    }

    /// A speed beside negotiation would change what is offered (`ethnl_auto_linkmodes()`, `net/ethtool/linkmodes.c`).
    fileprivate mutating func leaveOutWhatIsAgreedOn(_ device: KernelEthernet) {
        guard numbers[.autonegotiation] ?? device[.autonegotiation]?.number == 1 else { return }
        for member in [EthernetMember.speed, .duplex, .lanes] { numbers[member] = nil }
    }

    /// The kernel wants a mode at least, of which none at all is one (`ethnl_set_fec()`, `net/ethtool/fec.c`).
    fileprivate mutating func leaveOneMode(_ device: KernelEthernet) {
        guard numbers[.fecAuto] ?? device[.fecAuto]?.number != 1 else { return }
        var bits = words[.fecModes] ?? [:]
        let staying = (device[.fecModes]?.words ?? []).filter { bits[$0] ?? true }
        guard staying.isEmpty, !bits.values.contains(true) else { return }
        bits[EthernetFEC.Mode.off.kernelWord] = true
        words[.fecModes] = bits
    }
}

extension EthernetChange {
    /// Whether drivers mostly stop the device for it, or speak with the other end anew.
    var isDisruptive: Bool {
        switch self {
        case .message(.rings, _), .message(.channels, _), .message(.linkModes, _), .message(.pause, _),
            .message(.energy, _), .message(.errorCorrection, _):
            true
        case .message, .hashing: false
        }
    }

    /// Whether a setting is among those that it sets.
    func sets(_ setting: String) -> Bool {
        switch self {
        case .hashing: setting.hasPrefix("rss.")
        case .message(.features, let attributes):
            attributes.words[.wantedFeatures]?.keys.contains { "features.\($0)" == setting } ?? false
        case .message(_, let attributes):
            attributes.numbers.keys.contains { $0.name == setting }
                || attributes.words.keys.contains { $0.name == setting }
        }
    }
}
