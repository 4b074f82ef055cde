import CMnl

/// Speed, duplex and their like (`ETHTOOL_A_LINKINFO_*`, `_LINKSTATE_*`, `_LINKMODES_*`).
extension EthernetMember {
    /// What the cable goes into (`PORT_*`).
    public static let port = EthernetMember("port", .linkInformation, Int(ETHTOOL_A_LINKINFO_PORT), .uint8)
    /// Whether the other end is there.
    public static let linkState = EthernetMember("linkState", .linkState, Int(ETHTOOL_A_LINKSTATE_LINK), .uint8)
    /// Whether both ends agree on speed and duplex.
    public static let autonegotiation = EthernetMember("autoneg", .linkModes, Int(ETHTOOL_A_LINKMODES_AUTONEG), .uint8)
    /// What is offered to the other end.
    public static let ourModes = EthernetMember(
        "ourModes", .linkModes, Int(ETHTOOL_A_LINKMODES_OURS), .words(.linkModes))
    /// What the other end offers.
    public static let peerModes = EthernetMember(
        "peerModes", .linkModes, Int(ETHTOOL_A_LINKMODES_PEER), .words(.linkModes))
    /// Megabits a second; all bits are set where it isn't known.
    public static let speed = EthernetMember("speedMbit", .linkModes, Int(ETHTOOL_A_LINKMODES_SPEED), .uint32)
    /// Half or full duplex (`DUPLEX_*`).
    public static let duplex = EthernetMember("duplex", .linkModes, Int(ETHTOOL_A_LINKMODES_DUPLEX), .uint8)
    /// Over how many lanes it goes.
    public static let lanes = EthernetMember("lanes", .linkModes, Int(ETHTOOL_A_LINKMODES_LANES), .uint32)
    /// Which end is to give the clock (`MASTER_SLAVE_CFG_*`).
    public static let clock = EthernetMember("clock", .linkModes, Int(ETHTOOL_A_LINKMODES_MASTER_SLAVE_CFG), .uint8)

    static let link = [
        port, linkState, autonegotiation, ourModes, peerModes, speed, duplex, lanes, clock,
    ]
}
