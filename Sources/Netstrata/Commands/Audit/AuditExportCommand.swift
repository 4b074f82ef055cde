import ArgumentParser
import Foundation
import NIOHTTP1
import Resources

/// The whole audit log, to be verified elsewhere.
struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the log and the history that it covers as lines of JSON.",
        discussion: """
            EXAMPLES
              netstrata audit export > log.ndjson
              netstrata audit verify log.ndjson

            Secrets aren't in it: specs name them only. Whoever has the file can verify
            it with this program alone.
            """)

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        var last = ""
        let client = connection.client
        try await client.stream(APIRequest(.GET, "/v1/audit/export"), about: "the audit log") { line in
            Terminal.output.write(line + "\n")
            last = line
        }
        guard last.hasPrefix("{\"end\"") else { throw ClientError.cutOff("the export isn't whole") }
    }
}
