/// The value that a parameter of the kernel should have (sysctl(8), proc(5)).
public struct KernelParamSpec: ResourceSpec {
    /// The parameter.
    public var name: KernelParamName?
    /// Its value.
    public var value = ""
    /// Whether a kernel that doesn't take it is no trouble.
    public var ignoreErrors = false
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// No parameter.
    public init() {}

    /// Every member.
    public static let fields: FieldList<KernelParamSpec> = [
        Field("name", \.name, "The parameter, as a path with dots; follows from the id.", .required),
        Field("value", \.value, "Its value; several numbers stand with spaces between them.", .required),
        Field(
            "ignoreErrors", \.ignoreErrors,
            "A kernel that doesn't have the parameter or refuses the value is no trouble.",
            .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "KernelParamSpec"
    /// What it is for.
    public static let summary = "The value that a parameter of the kernel (a sysctl) should have."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("VALUE", "value"), Column("IGNOREERRORS", "ignoreErrors", isWide: true), Column("LAYER", "layer"),
    ]
    /// A router.
    public static let example = Example("proc.sys.net.ipv4.ip_forward", ["value": "1"])
    /// Merged, then applied.
    public static let stages = ["KernelParamMergeController", "KernelParamSpecController"]
    /// How an id looks.
    public static let idForm = KernelParamName.form
    /// The parameter.
    public var id: String { name?.description ?? "" }
    /// The parameter.
    public static func members(fromID id: String) -> [String: JSON]? {
        KernelParamName(id).map { ["name": $0.json] }
    }
}

/// The value that a parameter of the kernel has.
public struct KernelParamStatus: ResourceSpec {
    /// The parameter; not a member, the id says it.
    public var name: KernelParamName?
    /// Its value.
    public var current = ""
    /// The value that it had before, and gets back.
    public var `default` = ""
    /// Whether the kernel doesn't have it.
    public var unsupported = false

    /// Nothing known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<KernelParamStatus> = [
        Field("current", \.current, "The value that it has."),
        Field("default", \.default, "The value that it had before, which it gets back when its spec goes."),
        Field("unsupported", \.unsupported, "The kernel doesn't have it."),
    ]

    /// The type's name.
    public static let typeName = "KernelParamStatus"
    /// What it is for.
    public static let summary = "The value that a parameter of the kernel has, and the one that it had before."
    /// As `talosctl get sysctls`.
    public static let aliases = [
        "sysctl", "sysctls", "kernelparam", "kernelparams", "kernelparameter", "kernelparameters",
    ]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("CURRENT", "current"), Column("DEFAULT", "default"), Column("UNSUPPORTED", "unsupported"),
    ]
    /// A router.
    public static let example = Example("proc.sys.net.ipv4.ip_forward", ["current": "1", "default": "0"])
    /// How an id looks.
    public static let idForm = KernelParamName.form
    /// The parameter.
    public var id: String { name?.description ?? "" }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? { KernelParamName(id) == nil ? nil : [:] }
}
