/// At what time packets come, in UTC: the kernel knows no time zone.
public struct NfTablesTimeMatch: FieldRecord {
    /// A day of the week (`NFT_META_TIME_DAY`, from Sunday).
    public enum Day: String, ChoiceValue {
        case sunday, monday, tuesday, wednesday, thursday, friday, saturday
    }

    /// The days; none is every day.
    public var days: [Day] = []
    /// From when on.
    public var from: TimeOfDay?
    /// Until when, that second not included.
    public var until: TimeOfDay?

    /// Always.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesTimeMatch> = [
        Field("days", \.days, "The days of the week, in UTC; none is every day.", .omitsEmpty),
        Field("from", \.from, "From when on, in UTC, such as 08:00.", .omitsEmpty),
        Field(
            "until", \.until,
            "Until when, that second not included; before `from` it is past midnight, which goes without days.",
            .omitsEmpty),
    ]

    /// Nothing said, half of a span, a span of nothing, and one past midnight on some days: of these the kernel would take the first and the
    /// last hours, where the night that follows is meant.
    public func contradictions() -> [Fault] {
        if days.isEmpty, from == nil, until == nil { return [Fault(.root, "days, or from and until, must say when")] }
        if (from == nil) != (until == nil) {
            return [Fault(JSONPointer(tokens: [from == nil ? "from" : "until"]), "from and until belong together")]
        }
        if let from, from == until {
            return [Fault(JSONPointer(tokens: ["until"]), "nothing lies between \(from) and itself")]
        }
        if !days.isEmpty, let from, let until, until.seconds != 0, until.seconds < from.seconds {
            return [
                Fault(
                    JSONPointer(tokens: ["until"]),
                    "past midnight it is another day: give a rule for these days until 00:00, and one for the days after them "
                        + "from 00:00 until \(until)")
            ]
        }
        return days.map(\.rawValue).repetitions("days")
    }
}

/// A time of day: `08:00` or `17:30:15`.
public struct TimeOfDay: TextValue {
    /// Seconds since midnight.
    public let seconds: UInt32

    /// Reads hours and minutes, and seconds perhaps, each of two digits.
    public init?(_ description: String) {
        let parts = description.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.count == 2 && part.utf8.allSatisfy { (48...57).contains($0) } ? UInt32(part) : nil
        }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        seconds = numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }

    /// Hours and minutes, and seconds where there are some.
    public var description: String {
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60]
        return (seconds % 60 == 0 ? parts.dropLast() : parts[...]).map { ($0 < 10 ? "0" : "") + String($0) }
            .joined(separator: ":")
    }

    /// A time of day.
    public static var expectation: String { "a time of day in UTC such as 08:00 or 17:30:15" }
}
