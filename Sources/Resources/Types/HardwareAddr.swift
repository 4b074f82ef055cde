public import NetworkTypes

/// The hardware address that stands for the host: the first physical link's.
public struct HardwareAddr: ResourceSpec {
    /// The link that has it.
    public var name: InterfaceName?
    /// The address.
    public var hardwareAddr: HardwareAddress?

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<HardwareAddr> = [
        Field("name", \.name, "The link that has it."),
        Field("hardwareAddr", \.hardwareAddr, "The address. IFLA_ADDRESS."),
    ]

    /// The type's name.
    public static let typeName = "HardwareAddr"
    /// The plural.
    public static let plural = "hardwareaddresses"
    /// What it is for.
    public static let summary =
        "The hardware address that stands for the host: that of its first physical link by name."
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [Column("LINK", "name"), Column("HWADDR", "hardwareAddr")]
    /// A host with a network card.
    public static let example = Example("first", ["name": "eth0", "hardwareAddr": "02:00:00:00:00:01"])
    /// How an id looks.
    public static let idForm = "first"
    /// There is one.
    public var id: String { "first" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "first" ? [:] : nil }
}
