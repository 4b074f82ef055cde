/// How Netstrata itself is to behave on this host.
public struct ManagementSpec: ResourceSpec {
    /// What controllers do.
    public var mode = Mode.enforce
    /// What the default layer holds.
    public var defaults = DefaultsProfile.none
    /// Which changes have to be confirmed although nobody says so.
    public var confirm: Confirm?
    /// For how long history is kept, where it isn't as usual.
    public var retention: Retention?
    /// What is done about others' changes, where that is said for types or resources.
    public var drift = DriftModes()

    /// Everything is applied, and nothing is there by default.
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

    /// What a host gets that nobody asked for.
    public enum DefaultsProfile: String, ChoiceValue {
        /// Nothing.
        case none
        /// What Talos has built in: a resolver, a time server, a name made of the address, a loopback link that is up.
        case talos

        /// Nothing needn't be said.
        public var isUnset: Bool { self == .none }
    }

    /// Which changes have to be confirmed although they don't say so.
    public struct Confirm: FieldRecord {
        /// How long there is to confirm a change that comes from another host; none need be confirmed without it.
        public var standard: GoDuration?
        /// None need be confirmed.
        public init() {}
        /// Every member.
        public static let fields: FieldList<Confirm> = [
            Field(
                span: "default", \.standard,
                "How long there is to confirm a change that comes over TCP or from a shell under ssh, from 1s to 24h.",
                .omitsEmpty)
        ]
        /// A time that is too short or too long.
        public func contradictions() -> [Fault] { standard.map { ConfirmTerms.faults($0, "default") } ?? [] }
    }

    /// Every member.
    public static let fields: FieldList<ManagementSpec> = [
        Field(
            "mode", \.mode,
            "enforce: make the kernel as the specs say; observe: look but don't touch; released: give up ownership."),
        Field("defaults", \.defaults, "The default layer: none, or talos for what Talos has built in.", .omitsEmpty),
        Field("confirm", \.confirm, "Which changes have to be confirmed although they don't say so.", .omitsEmpty),
        Field("retention", \.retention, "For how long history is kept, by class.", .omitsEmpty),
        Field(
            "drift", \.drift,
            "What is done about others' changes, by type or by type and id, such as LinkSpec/eth0: enforce, observe or adopt.",
            .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "ManagementSpec"
    /// What it is for.
    public static let summary =
        "How Netstrata behaves: netstrata pause, resume and release write the mode."
    /// In a namespace of its own.
    public static let placement = Placement.plain(namespace: Namespace.management)
    /// What a table shows.
    public static let columns = [
        Column("MODE", "mode"), Column("DEFAULTS", "defaults"), Column("CONFIRM", "confirm.default"),
        Column("DRIFT", "drift", isWide: true),
    ]
    /// Everything is applied.
    public static let example = Example("host", ["mode": "enforce"])
    /// How an id looks.
    public static let idForm = "host"
    /// There is one.
    public var id: String { "host" }
    /// There is one.
    public static func members(fromID id: String) -> [String: JSON]? { id == "host" ? [:] : nil }
}
