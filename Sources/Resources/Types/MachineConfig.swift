/// The machine configuration: the documents as somebody wrote them, from which the `configuration` layer follows.
///
/// (Talos: `MachineConfigs.config.talos.dev`.) Secret members are references; only those who carry them out read the values.
public struct MachineConfig: ResourceSpec {
    /// The id of the one that counts.
    public static let activeID = "v1alpha1"
    /// Where people write it.
    public static let path = "/v1/config"

    /// The documents, YAML or JSON; `secret:…` stands in the place of each secret.
    public var text = DocumentText()

    /// No document.
    public init() {}

    /// Every member.
    public static let fields: FieldList<MachineConfig> = [
        Field("text", \.text, "The documents as they were written, with references in the place of secrets.")
    ]

    /// The type's name.
    public static let typeName = "MachineConfig"
    /// What it is for.
    public static let summary = "The machine configuration from which the configuration layer follows."
    /// Through a path of its own, which checks the documents.
    public static let placement = Placement.document(namespace: Namespace.configuration, path: path)
    /// What a table shows.
    public static let columns = [Column("TEXT", "text", isWide: true)]
    /// One link.
    public static let example = Example(
        activeID,
        ["text": "apiVersion: v1alpha1\nkind: LinkConfig\nname: eth0\naddresses:\n  - address: 192.0.2.10/24\n"])
    /// How an id looks.
    public static let idForm = activeID
    /// There is one.
    public var id: String { Self.activeID }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == activeID ? [:] : nil }
}
