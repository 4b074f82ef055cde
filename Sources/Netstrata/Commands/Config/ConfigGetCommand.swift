import ArgumentParser
import NIOHTTP1
import Resources

/// Shows the machine configuration.
struct ConfigGetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print the machine configuration as it was put.",
        discussion: """
            EXAMPLES
              netstrata config get > host.yaml
              netstrata config get --revision 812     as it was then
              netstrata config get -o json | jq .notSupported

            The text is what was put, byte for byte; only secrets are REDACTED.
            With -o json, it stands in a report that says what is carried out.
            """)

    /// The forms in which it is shown.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(name: .shortAndLong, help: "text or json.") var output = Form.text

    @Option(help: ArgumentHelp("As it was at this revision.", valueName: "number")) var revision: Int64?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        switch output {
        case .text: Terminal.output.write(try await connection.client.configuration(revision: revision).text)
        case .json:
            let report = try await connection.client.configuration(revision: revision, output: "json").json()
            Terminal.output.write(report.pretty + "\n")
        }
    }
}
