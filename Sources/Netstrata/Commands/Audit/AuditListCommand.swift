import ArgumentParser
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
        guard output == .table else {
            try await connection.client.show(request, about: "the audit log", as: output) { $0.pretty }
            return
        }
        request.add("output", output.rawValue)
        let page = try await connection.client.send(request, about: "the audit log")
        Terminal.output.write(TextTable(parsing: page.text).rendered(for: .output))
        if page.headers.contains(name: "Link") { Terminal.error.write("There are older rows: -n \(limit * 4).\n") }
    }

    func validate() throws {
        guard [.table, .json, .yaml].contains(output) else {
            throw ValidationError("-o takes table, json or yaml, not '\(output.rawValue)'.")
        }
    }
}
