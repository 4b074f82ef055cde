import ArgumentParser
import NIOHTTP1
import Resources

/// Removes the machine configuration.
struct ConfigDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Remove the machine configuration and all that follows from it.",
        discussion: """
            EXAMPLES
              netstrata config delete --dry-run      what would go with it
              netstrata config delete -m "moved to another host" --wait

            What other layers ask for stays. 'netstrata config get --revision N'
            still shows it afterwards.
            """)

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await connection.client.deleteConfiguration(options) }
}
