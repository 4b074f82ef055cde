public import NetworkTypes

/// Which routing table a VRF is.
public struct VRF: FieldRecord {
    /// The table.
    public var table = RoutingTable.unspec
    /// A VRF whose table isn't said.
    public init() {}
    /// Every member.
    public static let fields: FieldList<VRF> = [
        Field("table", \.table, "The table in which the VRF's links look up routes. IFLA_VRF_TABLE.", .required)
    ]
}

/// What puts a link into a VRF.
public struct VRFPort: FieldRecord {
    /// The VRF; absent takes the link out.
    public var masterName: InterfaceName?
    /// No VRF.
    public init() {}
    /// Every member.
    public static let fields: FieldList<VRFPort> = [
        Field("masterName", \.masterName, "The VRF's name; empty takes the link out. IFLA_MASTER.")
    ]
}
