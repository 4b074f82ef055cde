import ArgumentParser
import NIOHTTP1
import Resources

/// Shows who talks to whom.
struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show this program's version and the daemon's.",
        discussion: """
            EXAMPLES
              netstrata version
              netstrata version --client     without asking the daemon
            """)

    @Flag(help: "This program's only.") var client = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        Terminal.output.write("client  \(Version.current)\n")
        guard !client else { return }
        let answer = try await connection.client.send(APIRequest(.GET, "/version")).json()
        Terminal.output.write("daemon  \(answer["version"]?.text ?? answer.words)\n")
    }
}
