/// A packet's mark: what it has to be, or what it becomes.
///
/// Of the mark the bits in `mask` are kept and those in `xor` turned over. A match compares that with `value`; what is set becomes it.
public struct NfTablesMark: FieldRecord {
    /// The bits that count, or that are kept; absent is all where something is compared, and none where `value` is set.
    public var mask: UInt32?
    /// The bits that are turned over.
    public var xor: UInt32 = 0
    /// What it is compared with, or what it becomes.
    public var value: UInt32?
    /// A set of marks that it is looked up in, in place of `value`.
    public var set: NfTablesName?
    /// A map of marks in which what it becomes is looked up, in place of `value`.
    public var map: NfTablesLookup?

    /// A mark of 0.
    public init() {}

    /// A mark from its parts.
    public init(mask: UInt32? = nil, xor: UInt32 = 0, value: UInt32? = nil) {
        (self.mask, self.xor, self.value) = (mask, xor, value)
    }

    /// Faults of a mark that is compared: only what it becomes is looked up.
    func faultsWhenCompared(_ member: String) -> [Fault] {
        map == nil ? [] : [Fault(JSONPointer(tokens: [member, "map"]), "a map is for what a mark becomes; use set")]
    }

    /// Every member.
    public static let fields: FieldList<NfTablesMark> = [
        Field(
            "mask", \.mask, "The bits that count, or that are kept when a mark is set; 0 or absent is all.", .omitsEmpty
        ),
        Field("xor", \.xor, "The bits that are turned over.", .omitsEmpty),
        Field("value", \.value, "What the mark is compared with, or what it becomes.", .omitsEmpty),
        Field("set", \.set, "An NfTablesSet of marks in place of value, where a mark is compared.", .omitsEmpty),
        Field(
            "map", \.map, "A map of marks in which what it becomes is looked up, where a mark is set.", .omitsEmpty),
    ]

    /// Faults of a mark that is to be set: a value leaves nothing of the mark.
    func faultsWhenSet(_ member: String) -> [Fault] {
        if set != nil { return [Fault(JSONPointer(tokens: [member, "set"]), "a mark becomes a value, not a set")] }
        if map != nil, value != nil || (mask ?? 0) != 0 || xor != 0 {
            return [
                Fault(JSONPointer(tokens: [member, "map"]), "either the map says what the mark becomes or the rest")
            ]
        }
        if value != nil, (mask ?? 0) != 0 || xor != 0 {
            return [
                Fault(JSONPointer(tokens: [member, "value"]), "a value leaves nothing of the mark for mask and xor")
            ]
        }
        guard value == nil, mask == nil, xor == 0, map == nil else { return [] }
        return [
            Fault(
                JSONPointer(tokens: [member]), "what becomes of the mark must be said: a value, mask and xor, or a map")
        ]
    }
}

/// In which states the connections of packets are.
public struct NfTablesConntrackStateMatch: FieldRecord {
    /// The states that are meant.
    public var states: [NfTablesConntrackState] = []
    /// Whether all others are meant instead.
    public var invert = false

    /// None.
    public init() {}

    /// Some states.
    public init(_ states: [NfTablesConntrackState]) { self.states = states }

    /// Every member.
    public static let fields: FieldList<NfTablesConntrackStateMatch> = [
        Field("states", \.states, "The states that are meant.", .required),
        Field("invert", \.invert, "Whether all others are meant instead.", .omitsEmpty),
    ]

    /// No state, and one that is said twice.
    public func contradictions() -> [Fault] {
        if states.isEmpty { return [Fault(JSONPointer(tokens: ["states"]), "at least one state is needed")] }
        return states.map(\.rawValue).repetitions("states")
    }
}

/// What the routing tables say of a packet's addresses (nft(8), FIB EXPRESSIONS).
public struct NfTablesFibMatch: FieldRecord {
    /// Which of the packet's addresses is looked up.
    public enum Address: String, ChoiceValue {
        /// Where it comes from.
        case source
        /// Where it goes.
        case destination
    }

    /// What kind of address it may be (`RTN_*`).
    public enum Kind: String, ChoiceValue {
        case unicast, local, broadcast, anycast, multicast, blackhole, unreachable, prohibit
    }

    /// Whether there is a way.
    public enum ReversePath: String, ChoiceValue {
        /// The source is reached by the link that the packet came by.
        case exists
        /// It isn't.
        case missing
    }

    /// Which address is looked up.
    public var address = Address.destination
    /// What it may be.
    public var types: [Kind] = []
    /// Whether all other kinds are meant instead.
    public var invert = false
    /// Whether the source is reached by the link that the packet came by.
    public var reversePath: ReversePath?

    /// Nothing said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesFibMatch> = [
        Field("address", \.address, "Which address is looked up: source or destination.", .omitsEmpty),
        Field("types", \.types, "What it may be; local is one of this host.", .omitsEmpty),
        Field("invert", \.invert, "Whether all other kinds are meant instead.", .omitsEmpty),
        Field(
            "reversePath", \.reversePath,
            "exists or missing: whether the source is reached by the link that the packet came by.", .omitsEmpty),
    ]

    /// Nothing said, and one kind twice.
    public func contradictions() -> [Fault] {
        if types.isEmpty, reversePath == nil { return [Fault(.root, "types or reversePath must say what is meant")] }
        if types.isEmpty, invert {
            return [Fault(JSONPointer(tokens: ["invert"]), "without types there are no others")]
        }
        return types.map(\.rawValue).repetitions("types")
    }
}
