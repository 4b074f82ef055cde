import ArgumentParser

/// The audit log: every change and every refusal, chained and signed.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Show, verify and export the audit log.",
        discussion: """
            EXAMPLES
              netstrata audit                            the last rows
              netstrata audit --kind refused             writes that were refused
              netstrata audit verify                     is it as it was written?
              netstrata audit verify --head "$HEAD"      and does it go on from this head?
              netstrata audit head                       a head, to keep elsewhere
              netstrata audit export > log.ndjson        all of it, to verify elsewhere
              netstrata audit verify log.ndjson          without any daemon
              netstrata audit verify netstrata.db        a database that lies about
              netstrata audit proof 812 > proof.json     one change, proved by a signature
              netstrata audit rotate                     sign with a new key from here on
            """,
        subcommands: [
            AuditListCommand.self, AuditVerifyCommand.self, AuditHeadCommand.self, AuditExportCommand.self,
            AuditProofCommand.self, AuditRotateCommand.self,
        ],
        defaultSubcommand: AuditListCommand.self)

    @OptionGroup var connection: ConnectionOptions
}
