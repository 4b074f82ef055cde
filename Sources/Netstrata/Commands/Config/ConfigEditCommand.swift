import ArgumentParser
import HostConfiguration
import NIOHTTP1

/// Changes the machine configuration in an editor.
struct ConfigEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change the machine configuration in your editor.",
        discussion: """
            EXAMPLES
              netstrata config edit -m "second uplink"
              EDITOR="code --wait" netstrata config edit --dry-run

            VISUAL or EDITOR says which editor; vi otherwise. Secrets are shown as
            REDACTED and stay as they are where that is left. What is refused comes
            back into the editor, with the reasons above it. A change that somebody
            else made meanwhile isn't overwritten: exit status 5.
            """)

    @OptionGroup var unsupported: UnsupportedOptions

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let response = try await client.configuration()
        let tag = response.headers.first(name: "ETag")
        // The configuration has comments of its own, which stay.
        let header = EditHeader(subject: APIClient.configurationSubject, mark: "#:")
        try await Editor().change(response.text, under: header, faults: Self.faults) {
            (edited: String) throws(ClientError) in
            let write = ConfigurationWrite(
                input: ConfigurationInput([("the edited text", edited)]),
                allowsUnsupported: unsupported.areAllowed, ifMatch: tag)
            try await client.configure(write, options)
        }
    }

    /// Why it was refused, with lines as the editor counts them.
    static func faults(_ error: ClientError, firstLine: Int) -> [String] {
        let shown = error.mappingConfigurationFaults { fault in
            func shifted(_ line: Int?) -> Int? { line.map { $0 + firstLine - 1 } }
            return ConfigurationFault(
                fault.document, line: shifted(fault.line), fault.pointer, fault.detail,
                otherLine: shifted(fault.otherLine)
            ).description
        }
        return EditCommand.faults(shown)
    }
}
