/// How many packets match in a span of time (nft(8), LIMIT STATEMENT).
public struct NfTablesLimitMatch: FieldRecord {
    /// What is counted.
    public enum Unit: String, ChoiceValue {
        /// Packets.
        case packets
        /// Their bytes.
        case bytes
        /// The packets that begin a connection; others don't match at all.
        case connections
    }

    /// A span of time.
    public enum Span: String, ChoiceValue {
        case second, minute, hour, day, week

        /// Its length.
        public var seconds: UInt64 {
            switch self {
            case .second: 1
            case .minute: 60
            case .hour: 3600
            case .day: 86_400
            case .week: 604_800
            }
        }
    }

    /// How many packets in a second.
    public var packetRatePerSecond: UInt32?
    /// How many of `unit` in a span of `per`.
    public var rate: UInt32?
    /// The span.
    public var per = Span.second
    /// What is counted.
    public var unit = Unit.packets
    /// How many may come at once; absent is 5 packets, and no bytes.
    public var burst: UInt32?
    /// Whether what exceeds the rate matches, and the rest doesn't.
    public var over = false
    /// Whether each source has a rate of its own.
    public var perSource = false

    /// No rate.
    public init() {}

    /// Some packets in a second.
    public init(packetsPerSecond rate: UInt32) { packetRatePerSecond = rate }

    /// Every member.
    public static let fields: FieldList<NfTablesLimitMatch> = [
        Field(
            "packetRatePerSecond", \.packetRatePerSecond, in: 1...UInt32.max, "How many packets in a second.",
            .omitsEmpty),
        Field("rate", \.rate, in: 1...UInt32.max, "How many of `unit` in a span of `per`.", .omitsEmpty),
        Field("per", \.per, "second, minute, hour, day or week; goes with rate."),
        Field(
            "unit", \.unit,
            "packets, bytes, or connections: packets that begin one, of which the others don't match at all."),
        Field(
            "burst", \.burst, in: 0...UInt32.max, "How many may come at once; absent is 5, and none of bytes.",
            .omitsEmpty),
        Field("over", \.over, "Whether what exceeds the rate matches, and the rest doesn't.", .omitsEmpty),
        Field(
            "perSource", \.perSource,
            "Whether each source address has a rate of its own; up to 65,535 sources of each family.", .omitsEmpty),
    ]

    /// No rate or two, and what only goes with `rate`.
    public func contradictions() -> [Fault] {
        guard (packetRatePerSecond == nil) != (rate == nil) else {
            return [Fault(.root, "either packetRatePerSecond or rate must say how many")]
        }
        guard packetRatePerSecond != nil else { return [] }
        return [("per", per != .second), ("unit", unit == .bytes)].filter(\.1).map {
            Fault(JSONPointer(tokens: [$0.0]), "packetRatePerSecond counts packets in a second; use rate")
        }
    }
}
