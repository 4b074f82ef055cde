import CMnl

/// VRFs (`IFLA_VRF_*`).
extension LinkMember {
    /// The table in which the VRF's links look up routes.
    public static let vrfTable = LinkMember("vrf.table", Int(IFLA_VRF_TABLE), .uint32)
}
