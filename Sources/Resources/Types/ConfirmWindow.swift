/// A time within which somebody has to confirm what was changed; else exactly that is put back.
public struct ConfirmWindow: ResourceSpec {
    /// The number of the transaction that opened it; not a member, the id says it.
    public var number = ""
    /// How far it is.
    public var state = State.pending
    /// Whose it is: the user or the token, without the program.
    public var holder = ""
    /// How long it lasts from its last change, unless `extend` said otherwise.
    public var timeout = GoDuration.zero
    /// When it is over, for people: the clock that decides is `bootDeadline`.
    public var deadline: Moment?
    /// When it is over, by a clock that nobody sets: milliseconds since the boot (`CLOCK_BOOTTIME`, clock_gettime(2)).
    public var bootDeadline = Count(0)
    /// The boot of which `bootDeadline` speaks (`/proc/sys/kernel/random/boot_id`).
    public var boot = ""
    /// The last revision before its first change.
    public var baseRevision = Count(0)
    /// The transactions that are put back unless it is confirmed, oldest first.
    public var transactions: [Count] = []
    /// What should be reached as before.
    public var probes: [Probe] = []
    /// Whether it is confirmed by itself as soon as the probes pass.
    public var autoConfirm = false
    /// How it ended, in words.
    public var reason = ""
    /// What others had changed in the same place, and was put back with it.
    public var overridden: [Place] = []

    /// A window of nothing.
    public init() {}

    /// How far a window is.
    public enum State: String, ChoiceValue {
        /// It waits to be confirmed.
        case pending
        /// What was changed stays.
        case confirmed
        /// What was changed was put back.
        case reverted
    }

    /// The most transactions of one window.
    public static let limit = 1000

    /// The range of times that a window may last.
    public static let timeouts = GoDuration.seconds(1)...GoDuration.seconds(86_400)

    /// A probe of a window.
    public struct Probe: FieldRecord {
        /// What is tried.
        public var probe: ConfirmProbe?
        /// Whether it passed before the change, and so has to pass after it.
        public var isRequired = false
        /// Why it didn't pass before.
        public var error = ""
        /// A probe of nothing.
        public init() {}
        /// A probe that was tried before the change; without an error it passed.
        public init(_ probe: ConfirmProbe, error: String?) {
            (self.probe, isRequired, self.error) = (probe, error == nil, error ?? "")
        }
        /// Every member.
        public static let fields: FieldList<Probe> = [
            Field("probe", \.probe, "What is tried.", .required),
            Field("required", \.isRequired, "Whether it passed before the change, and so has to pass after it."),
            Field("error", \.error, "Why it didn't pass before the change.", .omitsEmpty),
        ]
    }

    /// A part of a resource that somebody else had changed.
    public struct Place: FieldRecord {
        /// The resource.
        public var resource = ""
        /// The part of it.
        public var pointer = ""
        /// The revision that had the other's change.
        public var revision = Count(0)
        /// No place.
        public init() {}
        /// A place from its parts.
        public init(_ key: ResourceKey, _ pointer: JSONPointer, revision: Int64) {
            (resource, self.pointer) = (key.description, pointer.description)
            self.revision = Count(UInt64(clamping: revision))
        }
        /// Every member.
        public static let fields: FieldList<Place> = [
            Field("resource", \.resource, "The resource."),
            Field("pointer", \.pointer, "The part of it (RFC 6901); empty for all of it."),
            Field("revision", \.revision, "The revision that still shows the other's change; 0 where there is none."),
        ]
    }

    /// Every member.
    public static let fields: FieldList<ConfirmWindow> = [
        Field("state", \.state, "pending, confirmed or reverted.", .required),
        Field("holder", \.holder, "Whose it is: the user or the token, from whatever connection."),
        Field("timeout", \.timeout, "How long it lasts from its last change."),
        Field("deadline", \.deadline, "When it is over: RFC 3339, UTC; the boot's clock decides.", .omitsEmpty),
        Field("bootDeadline", \.bootDeadline, "The same in milliseconds since the boot. CLOCK_BOOTTIME."),
        Field("boot", \.boot, "The boot of which that speaks. /proc/sys/kernel/random/boot_id.", .omitsEmpty),
        Field("baseRevision", \.baseRevision, "The last revision before its first change."),
        Field("transactions", \.transactions, "What is put back unless it is confirmed, oldest first."),
        Field("probes", \.probes, "What should be reached as before.", .omitsEmpty),
        Field("autoConfirm", \.autoConfirm, "Whether it is confirmed as soon as the probes pass.", .omitsEmpty),
        Field("reason", \.reason, "How it ended.", .omitsEmpty),
        Field(
            "overridden", \.overridden, "What others had changed in the same place, and was put back with it.",
            .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "ConfirmWindow"
    /// What it is for.
    public static let summary = "Changes that are put back unless somebody confirms them in time."
    /// Beside what else is about Netstrata itself; its own paths change it.
    public static let placement = Placement.recorded(namespace: Namespace.management)
    /// As people ask for them.
    public static let aliases = ["confirmation", "confirmations"]
    /// What a table shows.
    public static let columns = [
        Column("STATE", "state"), Column("HOLDER", "holder"), Column("DEADLINE", "deadline"),
        Column("TRANSACTIONS", "transactions", isWide: true), Column("REASON", "reason"),
    ]
    /// One that waits.
    public static let example = Example(
        "41",
        [
            "state": "pending", "holder": "uid:1000(alice)", "timeout": "1m30s",
            "deadline": "2026-01-31T12:30:00.000Z", "bootDeadline": 812_000, "baseRevision": 61, "transactions": [41],
        ])
    /// How an id looks.
    public static let idForm = "the number of the transaction that opened it, such as 41"
    /// The number.
    public var id: String { number }
    /// The number is no member.
    public static func members(fromID id: String) -> [String: JSON]? {
        !id.isEmpty && id.utf8.count <= 19 && id.utf8.allSatisfy { (48...57) ~= $0 } ? [:] : nil
    }
}
