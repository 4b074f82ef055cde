/// What became of a merged spec in the kernel: applied, waiting for what, or refused and why.
public struct ApplyStatus: ResourceSpec {
    /// The spec's type and id, such as `AddressSpec/eth0/192.0.2.10/24`; not a member, the id says it.
    public var subject = ""
    /// How far it got.
    public var state = State.waiting
    /// What it waits for, or why it isn't applied, in words.
    public var reason = ""
    /// The revision of the merged spec that this speaks of.
    public var specRevision: UInt32 = 0
    /// The kernel's error name, such as `ENETUNREACH`.
    public var errno = ""
    /// The kernel's own words, if it had any.
    public var extack = ""
    /// How often the kernel was put right after somebody else had changed it.
    public var repairs: UInt32 = 0
    /// What was found last that was somebody else's doing.
    public var drift: Drift?
    /// What isn't as it should be for longer than a moment.
    public var conditions: [Condition] = []

    /// A status of which nothing is known yet.
    public init() {}

    /// How far a spec got.
    public enum State: String, ChoiceValue {
        /// The kernel is as the spec says.
        case applied
        /// Something that it needs isn't there yet.
        case waiting
        /// The kernel refused it.
        case refused
        /// Something of the same name is there that isn't ours.
        case foreignConflict
        /// It asks for what this version can't do.
        case notSupported
        /// Another spec means the same kernel object and wins.
        case shadowed
        /// Controllers were told to look but not to touch.
        case paused
        /// The kernel isn't as the spec says, and is left so because of the drift mode.
        case drifted
        /// It goes: the kernel isn't rid of it yet.
        case tearingDown
    }

    /// Something that isn't as it should be, and since when.
    public struct Condition: FieldRecord {
        /// What kind of thing it is.
        public var type = Kind.drifted
        /// Since when: RFC 3339, UTC.
        public var since = ""
        /// What differs, or who fights, in words.
        public var reason = ""

        /// A difference that nothing is said of.
        public init() {}
        /// A condition from its parts.
        public init(_ type: Kind, since: String, reason: String) {
            (self.type, self.since, self.reason) = (type, since, reason)
        }

        /// What there can be.
        public enum Kind: String, ChoiceValue {
            /// The kernel isn't as the spec says, and is left so.
            case drifted = "Drifted"
            /// What is put right is undone again and again.
            case conflict = "Conflict"
            /// What somebody else did can't become the intent.
            case adoptionRefused = "AdoptionRefused"
        }

        /// Every member.
        public static let fields: FieldList<Condition> = [
            Field("type", \.type, "Drifted, Conflict or AdoptionRefused."),
            Field("since", \.since, "Since when: RFC 3339, UTC."),
            Field("reason", \.reason, "What differs, or who undoes it, in words."),
        ]
    }

    /// Every member.
    public static let fields: FieldList<ApplyStatus> = [
        Field(
            "state", \.state,
            "applied, waiting, refused, foreignConflict, notSupported, shadowed, paused, drifted or tearingDown.",
            .required),
        Field("reason", \.reason, "What it waits for, or why it isn't applied.", .omitsEmpty),
        Field("specRevision", \.specRevision, "The revision of the merged spec that this speaks of."),
        Field("errno", \.errno, "The kernel's error name, such as ENETUNREACH. errno(3).", .omitsEmpty),
        Field("extack", \.extack, "The kernel's own words. NLMSGERR_ATTR_MSG.", .omitsEmpty),
        Field(
            "repairs", \.repairs, "How often the kernel was put right after somebody else had changed it.", .omitsEmpty),
        Field("drift", \.drift, "What was found last that was somebody else's doing.", .omitsEmpty),
        Field("conditions", \.conditions, "What isn't as it should be for longer than a moment.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "ApplyStatus"
    /// What it is for.
    public static let summary = "What became of a spec in the kernel: applied, waiting for what, or refused and why."
    /// Written by the spec controllers.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("STATE", "state"), Column("REASON", "reason"), Column("ERRNO", "errno"), Column("REPAIRS", "repairs"),
        Column("DRIFT", "drift.found", isWide: true), Column("BY", "drift.by.who", isWide: true),
    ]
    /// An address that is there.
    public static let example = Example("AddressSpec/eth0/192.0.2.10/24", ["state": "applied", "specRevision": 4])
    /// How an id looks.
    public static let idForm = "<type>/<id of the merged spec>, such as AddressSpec/eth0/192.0.2.10/24"
    /// The subject.
    public var id: String { subject }
    /// The id says the subject, which is no member.
    public static func members(fromID id: String) -> [String: JSON]? {
        let parts = id.segments(atMost: 2)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        return [:]
    }
}
