/// What should stand in one of the host's files for the network.
public struct EtcFileSpec: ResourceSpec {
    /// The file.
    public var name = Name.hosts
    /// What should stand in it.
    public var contents = FileContents()
    /// Who may read and write it.
    public var mode = FileMode.readable
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// An empty file.
    public init() {}

    /// The files that can be kept, in /etc.
    public enum Name: String, ChoiceValue {
        /// hosts(5).
        case hosts
        /// resolv.conf(5).
        case resolvers = "resolv.conf"
        /// hostname(5).
        case hostname
    }

    /// Every member.
    public static let fields: FieldList<EtcFileSpec> = [
        Field("name", \.name, "The file in /etc: hosts, resolv.conf or hostname; follows from the id.", .required),
        Field("contents", \.contents, "What should stand in it, byte for byte.", .required),
        Field("mode", \.mode, "Who may read and write it, in octal. chmod(2)."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "EtcFileSpec"
    /// What it is for.
    public static let summary = "What should stand in one of the host's files: hosts, resolv.conf or hostname."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [Column("MODE", "mode"), Column("LAYER", "layer")]
    /// A file of one line.
    public static let example = Example("hosts", ["contents": "127.0.0.1 localhost\n"])
    /// Merged, then applied.
    public static let stages = ["EtcFileMergeController", "EtcFileSpecController"]
    /// How an id looks.
    public static let idForm = "hosts, resolv.conf or hostname"
    /// The file.
    public var id: String { name.rawValue }
    /// The file.
    public static func members(fromID id: String) -> [String: JSON]? {
        Name(rawValue: id).map { ["name": $0.json] }
    }
}

/// What stands in one of the host's files for the network.
public struct EtcFileStatus: ResourceSpec {
    /// The file; not a member, the id says it.
    public var name = EtcFileSpec.Name.hosts
    /// What stands in it.
    public var contents = FileContents()
    /// Who may read and write it.
    public var mode = FileMode.readable

    /// An empty file.
    public init() {}

    /// Every member.
    public static let fields: FieldList<EtcFileStatus> = [
        Field("contents", \.contents, "What stands in it."),
        Field("mode", \.mode, "Who may read and write it, in octal."),
    ]

    /// The type's name.
    public static let typeName = "EtcFileStatus"
    /// What it is for.
    public static let summary = "What stands in one of the host's files that are kept."
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [Column("MODE", "mode")]
    /// A file of one line.
    public static let example = EtcFileSpec.example
    /// How an id looks.
    public static let idForm = EtcFileSpec.idForm
    /// The file.
    public var id: String { name.rawValue }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? {
        EtcFileSpec.Name(rawValue: id) == nil ? nil : [:]
    }
}
