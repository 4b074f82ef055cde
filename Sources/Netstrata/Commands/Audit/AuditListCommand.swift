import ArgumentParser
import Audit
import NIOHTTP1
import Resources

/// The last rows of the audit log.
struct AuditListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the last rows.",
        discussion: """
            EXAMPLES
              netstrata audit list -n 50
              netstrata audit list --kind refused -o json
            """)

    @Option(help: ArgumentHelp("Only rows of this kind, such as refused or external.", valueName: "kind"))
    var kind: String?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many rows.", valueName: "count"))
    var limit = 20

    @Option(name: .shortAndLong, help: ArgumentHelp("table, json or yaml.", valueName: "format"))
    var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var request = APIRequest(.GET, "/v1/audit")
        request.add("kind", kind)
        request.add("limit", String(limit))
        try await connection.client.show(request, about: "the audit log", as: output, Self.table)
    }

    private static func table(_ answer: JSON) -> String {
        let rows = answer["items"]?.elements ?? []
        return TextTable(
            ["ROW", "WHEN", "KIND", "ACTOR", "WHAT"],
            rows.map { row in
                let words = row["transaction"] ?? row["note"] ?? .null
                return [
                    row["row"]?.integer.map { "\($0)" } ?? "",
                    words["time"]?.text.flatMap { Moment($0) }?.relative(to: .now) ?? "", row["kind"]?.text ?? "",
                    words["actor"]?.text ?? "", what(words),
                ]
            }
        ).rendered(for: .output)
    }

    /// A refusal is told by its status, path and reason; a change by its message.
    private static func what(_ words: JSON) -> String {
        let status = words["status"]?.integer.map { "\($0)" }
        return ([status] + ["reason", "method", "target", "message", "version", "key"].map { words[$0]?.text })
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}
