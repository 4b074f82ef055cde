import CMnl

/// Pausing, energy, error correction and waking (`ETHTOOL_A_PAUSE_*`, `_EEE_*`, `_FEC_*`, `_WOL_*`).
extension EthernetMember {
    /// Whether both ends agree on it.
    public static let pauseAutonegotiation = EthernetMember(
        "pause.autoneg", .pause, Int(ETHTOOL_A_PAUSE_AUTONEG), .uint8)
    /// Whether it heeds the other end.
    public static let pauseRx = EthernetMember("pause.rx", .pause, Int(ETHTOOL_A_PAUSE_RX), .uint8)
    /// Whether it tells the other end.
    public static let pauseTx = EthernetMember("pause.tx", .pause, Int(ETHTOOL_A_PAUSE_TX), .uint8)
    /// The modes with which it is offered.
    public static let eeeModes = EthernetMember("eee.modes", .energy, Int(ETHTOOL_A_EEE_MODES_OURS), .words(.linkModes))
    /// The modes with which the other end offers it.
    public static let eeePeerModes = EthernetMember(
        "eee.peerModes", .energy, Int(ETHTOOL_A_EEE_MODES_PEER), .words(.linkModes))
    /// Whether both ends use it now.
    public static let eeeActive = EthernetMember("eee.active", .energy, Int(ETHTOOL_A_EEE_ACTIVE), .uint8)
    /// Whether it is used where the other end can.
    public static let eeeEnabled = EthernetMember("eee.enabled", .energy, Int(ETHTOOL_A_EEE_ENABLED), .uint8)
    /// Whether it says that it rests.
    public static let eeeTxLPI = EthernetMember("eee.tx-lpi", .energy, Int(ETHTOOL_A_EEE_TX_LPI_ENABLED), .uint8)
    /// Microseconds before it rests.
    public static let eeeTxLPITimer = EthernetMember(
        "eee.tx-lpi-timer", .energy, Int(ETHTOOL_A_EEE_TX_LPI_TIMER), .uint32)
    /// What may be used, or is.
    public static let fecModes = EthernetMember(
        "fec.modes", .errorCorrection, Int(ETHTOOL_A_FEC_MODES), .words(.linkModes))
    /// Whether the device chooses.
    public static let fecAuto = EthernetMember("fec.auto", .errorCorrection, Int(ETHTOOL_A_FEC_AUTO), .uint8)
    /// What is used now.
    public static let fecActive = EthernetMember(
        "fec.active", .errorCorrection, Int(ETHTOOL_A_FEC_ACTIVE), .word(.linkModes))
    /// What wakes the host up.
    public static let wakeOnLANModes = EthernetMember(
        "wakeOnLan", .wakeOnLAN, Int(ETHTOOL_A_WOL_MODES), .words(.wakeOnLAN))

    static let options = [
        pauseAutonegotiation, pauseRx, pauseTx, eeeModes, eeePeerModes, eeeActive, eeeEnabled, eeeTxLPI, eeeTxLPITimer,
        fecModes, fecAuto, fecActive, wakeOnLANModes,
    ]
}
