/// How much was verified.
public struct AuditTally: Hashable, Sendable {
    /// Audit rows.
    public var rows = 0
    /// History rows.
    public var changes = 0
    /// How many more the log has digests of that are gone.
    public var gone = ClassCounts()
    /// Bytes of their lines.
    public var bytes = 0
    /// How many findings there are, listed or not.
    public var findings = 0
    /// The audit rows about what was written past the program.
    public var external: [Int64] = []
    /// The databases that were put in the place of the one that was left.
    public var restored: [AuditRestore] = []
    /// The last of the audit rows that are kept no longer; 0 where all are there.
    public var pruned: Int64 = 0
    /// The last revision that those covered: what is kept of it is verified no longer.
    public var uncovered: Int64 = 0
    /// How many secrets couldn't be compared: what the log said of them is kept no longer, or is still to be written.
    public var uncomparedSecrets = 0
    /// The last row.
    public var head = AuditHead.empty
    /// The last row that a signature covers; 0 for none.
    public var signed: Int64 = 0
    /// The keys that the log names, in Base64, oldest first.
    public var keys: [String] = []

    /// Nothing yet.
    public init() {}
}
