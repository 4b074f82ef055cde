public import Resources

/// What a verification came to.
public struct AuditReport: Sendable {
    /// What isn't as the log says, in the order of the log.
    public var findings: [AuditFinding]
    /// How much was looked at.
    public var tally: AuditTally

    /// A report from its parts.
    public init(findings: [AuditFinding], tally: AuditTally) {
        self.findings = findings
        self.tally = tally
    }
}

extension AuditReport {
    /// The report as answers show it.
    public var json: JSON {
        [
            "ok": .bool(findings.isEmpty), "findings": .array(findings.map(\.json)),
            "findingCount": .integer(Int64(tally.findings)), "rows": .integer(Int64(tally.rows)),
            "changes": .integer(Int64(tally.changes)), "bytes": .integer(Int64(tally.bytes)),
            "head": .string(tally.head.description), "signedThrough": .integer(tally.signed),
            "keys": .array(tally.keys.map { .string($0) }),
            "external": .array(tally.external.prefix(AuditVerifier.findingLimit).map { .integer($0) }),
            "restored": .array(tally.restored.prefix(AuditVerifier.findingLimit).map(\.json)),
            "externalCount": .integer(Int64(tally.external.count)), "prunedThrough": .integer(tally.pruned),
            "uncoveredThrough": .integer(tally.uncovered),
            "uncomparedSecrets": .integer(Int64(tally.uncomparedSecrets)),
        ]
    }
}
