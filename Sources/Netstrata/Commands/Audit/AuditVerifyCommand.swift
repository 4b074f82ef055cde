import ArgumentParser
import Audit
import Foundation
import NIOHTTP1
import Resources
import Store

/// Whether the audit log is as it was written.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Find what was altered, deleted, inserted, reordered or cut off.",
        discussion: """
            EXAMPLES
              netstrata audit verify
              netstrata audit verify --head "$HEAD"
              netstrata audit verify log.ndjson --key "$KEY"
              netstrata audit verify /var/lib/netstrata/netstrata.db

            Without a file the daemon verifies its own log. A file is an exported log, a
            proof of one change, or a database; it is verified here, without a daemon.
            The exit status is 1 when something is bad. A proof is compared with a head
            of its own row, or of the last row that was signed with it.

            A log can tell that its end was cut off, or that an older copy was put back,
            only from a head that was kept elsewhere: each write's answer has one
            (X-Audit-Head), and so has 'netstrata audit head'.
            """)

    @Argument(help: ArgumentHelp("An exported log, a proof, or a database.", valueName: "file"), completion: .file())
    var file: String?

    @Option(help: ArgumentHelp("A head that was kept: ROW:DIGEST; may be repeated.", valueName: "head"))
    var head: [String] = []

    @Option(help: ArgumentHelp("The public key whose signatures count, in Base64.", valueName: "key"))
    var key: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("table or json.", valueName: "format"))
    var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        for text in head where AuditHead(text) == nil {
            throw ValidationError("--head takes a row's number, a colon and 64 hexadecimal digits, not '\(text)'.")
        }
        guard [.table, .json].contains(output) else {
            throw ValidationError("-o: a verification is shown as a table or in JSON, not as \(output.rawValue).")
        }
        if file == nil, head.count > 1 { throw ValidationError("The daemon takes one --head.") }
        if let key, AuditVerifyingKey(text: key) == nil {
            throw ValidationError("--key takes a public key of 32 bytes in Base64, not '\(key)'.")
        }
    }

    func run() async throws {
        let report = try await self.report()
        switch output {
        case .json: Terminal.output.write(report.pretty + "\n")
        default: Terminal.output.write(Self.words(report))
        }
        guard report["ok"] == .bool(true) else { throw ExitCode(ProgramStatus.refused.rawValue) }
    }

    private func report() async throws -> JSON {
        guard let file else {
            var request = APIRequest(.GET, "/v1/audit/verify")
            request.add("head", head.first)
            request.add("key", key)
            return try await connection.client.send(request, about: "the audit log").json()
        }
        return try AuditedFile(path: file).verify(
            heads: head.compactMap { AuditHead($0) }, key: key.flatMap { AuditVerifyingKey(text: $0) })
    }

    /// A report in words.
    static func words(_ report: JSON) -> String {
        if let proof = report["proof"] { return "proved: \(proof.text ?? "")\n" }
        let findings = report["findings"]?.elements ?? []
        var lines = findings.map { "\(($0["kind"]?.text ?? "").uppercased())  \($0["detail"]?.text ?? "")" }
        let count = report["findingCount"]?.integer ?? 0
        if count > findings.count { lines.append("and \(count - Int64(findings.count)) more") }
        // A proof says nothing of the rest of the log.
        guard report["rows"] != nil else {
            return (lines + ["BAD: this proves nothing"]).joined(separator: "\n") + "\n"
        }
        let (rows, changes) = (report["rows"]?.integer ?? 0, report["changes"]?.integer ?? 0)
        lines.append(
            findings.isEmpty
                ? "good: \(rows) audit rows, \(changes) changes, signed up to row \(report["signedThrough"]?.integer ?? 0)"
                : "BAD: \(count) found among \(rows) audit rows and \(changes) changes; the first is named first")
        if let pruned = report["prunedThrough"]?.integer, pruned > 0 {
            lines.append(
                "kept no longer: audit rows up to \(pruned); changes up to revision \(report["uncoveredThrough"]?.integer ?? 0) aren't verified"
            )
        }
        let uncompared = report["uncomparedSecrets"]?.integer ?? 0
        if uncompared > 0 {
            lines.append(
                "not compared: \(uncompared) secrets; what the log said of them is kept no longer, or still to be written"
            )
        }
        let external = report["externalCount"]?.integer ?? 0
        if external > 0 {
            lines.append(
                "written past the program, and sealed when found: \(external) (netstrata audit --kind external)")
        }
        lines += (report["restored"]?.elements ?? []).map { restore in
            let source = restore["copied"]?.text.map { "a copy of \($0)" } ?? "another file"
            let end = restore["expected"]?.text.flatMap { AuditHead($0) }.map {
                " in place of a log that had come to row \($0.sequence)"
            }
            return "put back: \(source)\(end ?? ""), told by audit row \(restore["row"]?.integer ?? 0)"
        }
        lines.append("head: \(report["head"]?.text ?? "")")
        for key in report["keys"]?.elements ?? [] { lines.append("key:  \(key.text ?? "")") }
        return lines.joined(separator: "\n") + "\n"
    }
}
