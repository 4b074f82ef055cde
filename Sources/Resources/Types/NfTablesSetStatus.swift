/// A set of our table as it is in the kernel.
public struct NfTablesSetStatus: ResourceSpec {
    /// Its name.
    public var name: NfTablesName?
    /// What its elements are.
    public var type = ""
    /// What its elements stand for; empty for a set.
    public var valueType = ""
    /// How many it has.
    public var elements: UInt32 = 0

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesSetStatus> = [
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("type", \.type, "What its elements are, by the words of nft(8). NFTA_SET_KEY_TYPE."),
        Field("valueType", \.valueType, "What the elements of a map stand for. NFTA_SET_DATA_TYPE.", .omitsEmpty),
        Field("elements", \.elements, "How many it has; addresses that follow each other are one."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesSetStatus"
    /// What it is for.
    public static let summary = "A set of the table inet netstrata as it is in the kernel."
    /// The word that `nft` has.
    public static let aliases = ["nftablesset", "nftablessets"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("TYPE", "type"), Column("VALUES", "valueType"), Column("ELEMENTS", "elements"),
    ]
    /// Whom nobody wants.
    public static let example = Example("blocked", ["type": "ipv4_addr", "elements": 2])
    /// How an id looks.
    public static let idForm = NfTablesSetSpec.idForm
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The name.
    public static func members(fromID id: String) -> [String: JSON]? { NfTablesSetSpec.members(fromID: id) }
}
