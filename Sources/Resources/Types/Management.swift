/// Whether controllers may touch the kernel.
public struct ManagementSpec: ResourceSpec {
    /// What controllers do.
    public var mode = Mode.enforce

    /// Everything is applied.
    public init() {}

    /// What controllers do with specs.
    public enum Mode: String, ChoiceValue {
        /// They make the kernel as the specs say.
        case enforce
        /// They look but don't touch.
        case observe
        /// They gave up ownership and left the kernel as it was.
        case released
    }

    /// Every member.
    public static let fields: FieldList<ManagementSpec> = [
        Field(
            "mode", \.mode,
            "enforce: make the kernel as the specs say; observe: look but don't touch; released: give up ownership.")
    ]

    /// The type's name.
    public static let typeName = "ManagementSpec"
    /// What it is for.
    public static let summary =
        "Whether controllers may touch the kernel: netstrata pause, resume and release write it."
    /// In a namespace of its own.
    public static let placement = Placement.plain(namespace: Namespace.management)
    /// What a table shows.
    public static let columns = [Column("MODE", "mode")]
    /// Everything is applied.
    public static let example = Example("host", ["mode": "enforce"])
    /// How an id looks.
    public static let idForm = "host"
    /// There is one.
    public var id: String { "host" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "host" ? [:] : nil }
}
