/// For how long history is kept, by class.
public struct Retention: FieldRecord {
    /// Of what people and the configuration ask for, and what layers come to.
    public var specs: Rule?
    /// Of what controllers observe.
    public var statuses: Rule?
    /// Of the audit log.
    public var audit: Rule?

    /// As it is unless somebody says otherwise.
    public init() {}

    /// What is kept of a class: what both limits keep.
    public struct Rule: FieldRecord {
        /// For how long; zero is for good.
        public var age: GoDuration?
        /// How many of the last changes; zero is all of them.
        public var rows: UInt32?

        /// What the class has by default.
        public init() {}

        /// A rule from its parts.
        public init(age: GoDuration?, rows: UInt32?) { (self.age, self.rows) = (age, rows) }

        /// Every member.
        public static let fields: FieldList<Rule> = [
            Field(
                span: "age", \.age,
                "For how long changes are kept, such as 7d or 168h; from 1h to 87600h (3650d), or 0s for good.",
                .omitsEmpty),
            Field(
                "rows", \.rows, "How many of the last changes are kept: 1000 at least, or 0 for all of them.",
                .omitsEmpty),
        ]

        /// Less would take away what is still being worked with, such as the state before a change that just happened.
        private static let ages = GoDuration.seconds(3600)...GoDuration.seconds(87_600 * 3600)
        private static let fewestRows: UInt32 = 1000

        /// Limits that keep next to nothing.
        public func contradictions() -> [Fault] {
            var faults: [Fault] = []
            if let age, age != .zero, !Self.ages.contains(age) {
                let detail =
                    "a duration from \(Self.ages.lowerBound) to \(Self.ages.upperBound), or 0s, is expected, not \(age)"
                faults.append(Fault(JSONPointer(tokens: ["age"]), detail))
            }
            if let rows, rows != 0, rows < Self.fewestRows {
                let detail = "0 or a number from \(Self.fewestRows) is expected, not \(rows)"
                faults.append(Fault(JSONPointer(tokens: ["rows"]), detail))
            }
            return faults
        }
    }

    /// Every member.
    public static let fields: FieldList<Retention> = [
        Field("specs", \.specs, "Of specs, the machine configuration and tags; for good by default.", .omitsEmpty),
        Field(
            "statuses", \.statuses,
            "Of statuses; 7d and 100000 rows by default, of which the one that keeps less counts.",
            .omitsEmpty),
        Field(
            "audit", \.audit,
            "Of the audit log's rows; for good by default. Changes whose rows are gone are verified no longer.",
            .omitsEmpty),
    ]

    /// The rule of the audit log, complete.
    public var auditRule: Rule { Rule(age: audit?.age ?? .zero, rows: audit?.rows ?? 0) }

    /// The rule of a class, complete: each limit that isn't said is the default.
    public func rule(for kind: HistoryClass) -> Rule {
        let (said, usual) =
            switch kind {
            case .specs: (specs, Rule(age: .zero, rows: 0))
            case .statuses: (statuses, Rule(age: .seconds(7 * 86_400), rows: 100_000))
            }
        return Rule(age: said?.age ?? usual.age, rows: said?.rows ?? usual.rows)
    }
}
