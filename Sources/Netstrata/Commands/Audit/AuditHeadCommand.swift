import ArgumentParser
import NIOHTTP1
import Resources

/// How far the audit log has come.
struct AuditHeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "head", abstract: "Print the log's head, to keep it elsewhere.",
        discussion: """
            EXAMPLES
              netstrata audit head
              netstrata audit head -o json
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("table, json or yaml.", valueName: "format"))
    var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.client.show(APIRequest(.GET, "/v1/audit/head"), about: "the audit log", as: output) {
            ($0["head"]?.text ?? "") + "\n"
        }
    }
}

/// Another key for the audit log.
struct AuditRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Sign with a new key from here on; the present one signs the new one.",
        discussion: """
            EXAMPLES
              netstrata audit rotate
            """)

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answer = try await connection.client.send(
            APIRequest(.POST, "/v1/audit/rotate"), about: "the audit log's key"
        ).json()
        Terminal.output.write("the log is signed by \(answer["key"]?.text ?? "") from here on\n")
    }
}

/// A proof of one change.
struct AuditProofCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof", abstract: "Prove that a change is in the signed log, without the rest of the log.",
        discussion: """
            EXAMPLES
              netstrata audit proof 812 > proof.json
              netstrata audit verify proof.json
            """)

    @Argument(help: ArgumentHelp("The change's revision.", valueName: "revision")) var revision: String

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let answer = try await connection.client.send(
            APIRequest(.GET, "/v1/audit/proof/\(revision)"), about: "revision \(revision)"
        ).json()
        Terminal.output.write(answer.pretty + "\n")
    }
}
