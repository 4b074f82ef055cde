import CMnl

/// Features (`ETHTOOL_A_FEATURES_*`).
extension EthernetMember {
    /// What can be turned on and off.
    public static let changeableFeatures = EthernetMember(
        "features.changeable", .features, Int(ETHTOOL_A_FEATURES_HW), .words(.features))
    /// What of that was turned on.
    public static let wantedFeatures = EthernetMember(
        "features.wanted", .features, Int(ETHTOOL_A_FEATURES_WANTED), .words(.features))
    /// What is on.
    public static let activeFeatures = EthernetMember(
        "features.active", .features, Int(ETHTOOL_A_FEATURES_ACTIVE), .words(.features))
    /// What nobody turns on or off (`NETIF_F_NEVER_CHANGE`).
    public static let fixedFeatures = EthernetMember(
        "features.fixed", .features, Int(ETHTOOL_A_FEATURES_NOCHANGE), .words(.features))

    static let features = [
        changeableFeatures, wantedFeatures, activeFeatures, fixedFeatures,
    ]
}
