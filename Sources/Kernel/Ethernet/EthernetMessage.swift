import CMnl

/// A kind of ethtool message: what is asked for and set together (`linux/ethtool_netlink.h`).
public enum EthernetMessage: Hashable, Sendable, CaseIterable {
    /// What a cable goes into.
    case linkInformation
    /// Whether the other end is there.
    case linkState
    /// Speed, duplex and what is agreed on.
    case linkModes
    /// What wakes the host up.
    case wakeOnLAN
    /// What the device does in place of the kernel.
    case features
    /// The sizes of rings.
    case rings
    /// The numbers of queues.
    case channels
    /// When it interrupts.
    case coalescing
    /// Whether it pauses.
    case pause
    /// Energy-Efficient Ethernet.
    case energy
    /// Forward error correction.
    case errorCorrection

    /// Asks for it.
    var inquiry: GenericCommand {
        switch self {
        case .linkInformation: .ethernet(ETHTOOL_MSG_LINKINFO_GET, "ETHTOOL_MSG_LINKINFO_GET")
        case .linkState: .ethernet(ETHTOOL_MSG_LINKSTATE_GET, "ETHTOOL_MSG_LINKSTATE_GET")
        case .linkModes: .ethernet(ETHTOOL_MSG_LINKMODES_GET, "ETHTOOL_MSG_LINKMODES_GET")
        case .wakeOnLAN: .ethernet(ETHTOOL_MSG_WOL_GET, "ETHTOOL_MSG_WOL_GET")
        case .features: .ethernet(ETHTOOL_MSG_FEATURES_GET, "ETHTOOL_MSG_FEATURES_GET")
        case .rings: .ethernet(ETHTOOL_MSG_RINGS_GET, "ETHTOOL_MSG_RINGS_GET")
        case .channels: .ethernet(ETHTOOL_MSG_CHANNELS_GET, "ETHTOOL_MSG_CHANNELS_GET")
        case .coalescing: .ethernet(ETHTOOL_MSG_COALESCE_GET, "ETHTOOL_MSG_COALESCE_GET")
        case .pause: .ethernet(ETHTOOL_MSG_PAUSE_GET, "ETHTOOL_MSG_PAUSE_GET")
        case .energy: .ethernet(ETHTOOL_MSG_EEE_GET, "ETHTOOL_MSG_EEE_GET")
        case .errorCorrection: .ethernet(ETHTOOL_MSG_FEC_GET, "ETHTOOL_MSG_FEC_GET")
        }
    }

    /// Sets it; `nil` for what can't be set.
    var setting: GenericCommand? {
        switch self {
        case .linkInformation, .linkState: nil
        case .linkModes: .ethernet(ETHTOOL_MSG_LINKMODES_SET, "ETHTOOL_MSG_LINKMODES_SET")
        case .wakeOnLAN: .ethernet(ETHTOOL_MSG_WOL_SET, "ETHTOOL_MSG_WOL_SET")
        case .features: .ethernet(ETHTOOL_MSG_FEATURES_SET, "ETHTOOL_MSG_FEATURES_SET")
        case .rings: .ethernet(ETHTOOL_MSG_RINGS_SET, "ETHTOOL_MSG_RINGS_SET")
        case .channels: .ethernet(ETHTOOL_MSG_CHANNELS_SET, "ETHTOOL_MSG_CHANNELS_SET")
        case .coalescing: .ethernet(ETHTOOL_MSG_COALESCE_SET, "ETHTOOL_MSG_COALESCE_SET")
        case .pause: .ethernet(ETHTOOL_MSG_PAUSE_SET, "ETHTOOL_MSG_PAUSE_SET")
        case .energy: .ethernet(ETHTOOL_MSG_EEE_SET, "ETHTOOL_MSG_EEE_SET")
        case .errorCorrection: .ethernet(ETHTOOL_MSG_FEC_SET, "ETHTOOL_MSG_FEC_SET")
        }
    }
}

extension GenericFamily {
    /// What ethtool(8) speaks with.
    static let ethernet = GenericFamily(name: ETHTOOL_GENL_NAME, version: UInt8(ETHTOOL_GENL_VERSION))
}

extension GenericCommand {
    fileprivate static func ethernet(_ number: Int, _ name: String) -> GenericCommand {
        GenericCommand(number: UInt8(truncatingIfNeeded: number), name: name)
    }
}

/// The header that opens each ethtool message, as attribute 1 (`ETHTOOL_A_HEADER_*`).
enum EthernetHeader {
    /// Its place in every kind of message, such as `ETHTOOL_A_RINGS_HEADER`.
    static let attribute = 1

    /// Names the device, `nil` for all, and says how answers are to look (`ETHTOOL_FLAG_*`).
    static func write(_ index: UInt32?, _ flags: Int32, to writer: inout MessageWriter) {
        writer.nest(attribute) { nest in
            if let index { nest.put(Int(ETHTOOL_A_HEADER_DEV_INDEX), value: index) }
            nest.put(Int(ETHTOOL_A_HEADER_FLAGS), value: UInt32(flags))
        }
    }

    /// The index of the device that a message is about.
    static func index(_ bytes: borrowing RawSpan, _ header: Attribute) throws(KernelError) -> UInt32? {
        var attributes = AttributeCursor(nestedIn: header)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(ETHTOOL_A_HEADER_DEV_INDEX) else { continue }
            return try bytes.value(UInt32.self, of: attribute)
        }
        return nil
    }
}
