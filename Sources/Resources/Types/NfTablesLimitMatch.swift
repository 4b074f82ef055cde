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
            "burst", \.burst, in: 0...UInt32.max,
            "How many may come at once, at least 1; absent is 5. Of bytes how many besides the rate, none if absent.",
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
        let faults = [("per", per != .second), ("unit", unit == .bytes)].filter { packetRatePerSecond != nil && $0.1 }
        if !faults.isEmpty {
            return faults.map {
                Fault(JSONPointer(tokens: [$0.0]), "packetRatePerSecond counts packets in a second; use rate")
            }
        }
        // nft_limit_init(), net/netfilter/nft_limit.c: it takes 0 packets for 5.
        if unit != .bytes, burst == 0 {
            return [
                Fault(JSONPointer(tokens: ["burst"]), "at least 1 has to come through at once; without burst it is 5")
            ]
        }
        return excess.map { [$0] } ?? []
    }

    /// What has no room in the 64 bits in which the kernel counts nanoseconds (`nft_limit_init()`, net/netfilter/nft_limit.c).
    private var excess: Fault? {
        let span = per.seconds * 1_000_000_000
        let rate = UInt64(packetRatePerSecond ?? rate ?? 1)
        guard unit == .bytes else {
            let most = UInt64.max / max(span / rate, 1)
            guard UInt64(burst ?? 5) > most else { return nil }
            return Fault(JSONPointer(tokens: ["burst"]), "with this rate the kernel has room for \(most) at most")
        }
        let most = UInt64.max / span
        guard rate + UInt64(burst ?? 0) > most else { return nil }
        return Fault(
            JSONPointer(tokens: ["rate"]),
            "the kernel has room for \(most) bytes in a \(per.rawValue), those of burst among them; use a shorter span")
    }
}
