import ArgumentParser
import Resources
import Store

/// Says whether a database is sound.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether a database is sound; exit status 1 when it isn't.",
        discussion: """
            EXAMPLES
              netstrata db check
              netstrata db check /root/netstrata.backup
              netstrata db check -o json

            It reads all of the file: SQLite's own check, then what the triggers
            promise. Changes are numbered without gaps, as far as they are kept; each
            continues the one before; each resource is what its last change says;
            every secret that is named is there; tables and triggers are as they were
            made. A daemon may work with it meanwhile: it is read as of one commit.
            """)

    @Argument(help: ArgumentHelp("A database or a backup; the daemon's otherwise.", valueName: "file"))
    var file: String?

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let isNamed = file != nil
        let work = DatabaseWork(
            file ?? options.folder.database, remedies: [isNamed ? DatabaseWork.another : DatabaseWork.restore])
        try work.checkReadable(advice: isNamed ? DatabaseWork.another : DatabaseWork.elsewhere)
        if isNamed { try work.checkForm() }
        let isOpen = work.isOpen
        let check = try await work.run { try DatabaseCheck(work.file) }
        // Of a copy elsewhere there is no key beside it.
        let warning = AuditKeyFile(work.folder, environment: [:]).exposure
        var document = Self.document(check, work.path, isOpen)
        document["warnings"] = warning.map { [.string($0)] }
        options.show(document) { Self.words(check, work.path, isOpen) + (warning.map { "warning: \($0)\n" } ?? "") }
        if !check.findings.isEmpty { throw ExitCode(ProgramStatus.refused.rawValue) }
    }

    private static func document(_ check: DatabaseCheck, _ path: String, _ isOpen: Bool) -> JSON {
        let findings = check.findings.map { finding -> JSON in
            [
                "promise": .string(finding.promise), "places": .array(finding.places.map { .string($0) }),
                "advice": .string(finding.advice),
            ]
        }
        var document: JSON = [
            "file": .string(path), "isSound": .bool(check.findings.isEmpty), "isOpen": .bool(isOpen),
            "findings": .array(findings),
        ]
        if let remark = remark(check.form) {
            document["remark"] = .string(remark)
        } else {
            document["revision"] = .integer(check.revision)
            document["resources"] = .integer(Int64(check.resources))
            document["changes"] = .integer(Int64(check.changes))
        }
        return document
    }

    private static func remark(_ form: DatabaseFile.Form) -> String? {
        switch form {
        case .current: nil
        case .earlier:
            "an earlier version made it, so only the file as such was checked; the daemon brings it up to date"
        case .later: "a later version made it, so only the file as such was checked; that version can tell more"
        }
    }

    private static func words(_ check: DatabaseCheck, _ path: String, _ isOpen: Bool) -> String {
        var lines: [String] = []
        if check.findings.isEmpty {
            let found = "revision \(check.revision), \(check.resources) resources, \(check.changes) changes"
            lines.append("\(path) is sound: \(remark(check.form) ?? found)")
        } else {
            lines.append("\(path) isn't sound. This isn't so everywhere:")
            for finding in check.findings {
                lines.append("- \(finding.promise)")
                lines += finding.places.map { "    \($0.withoutControls)" }
                lines.append("  → \(finding.advice)")
            }
        }
        if isOpen { lines.append("a daemon works with it; it was read as of one commit") }
        return lines.map { $0 + "\n" }.joined()
    }
}
