import ArgumentParser
import HostConfiguration

/// Checks a machine configuration.
struct ConfigValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a machine configuration, without a daemon.",
        discussion: """
            EXAMPLES
              netstrata config validate host.yaml
              netstrata config get | netstrata config validate -

            All that is wrong is named with its file, line and document: exit
            status 2. What is valid and ignored or not supported is named as well;
            a daemon takes what isn't supported with --allow-unsupported only.
            Several files are one configuration.
            """)

    @Argument(
        help: ArgumentHelp("The file, in YAML or JSON; - is standard input.", valueName: "file"), completion: .file())
    var files: [String]

    func run() async throws {
        let input = try await ConfigurationInput.read(files)
        Terminal.output.write(try Self.check(input))
    }

    /// What there is to say of a valid configuration.
    ///
    /// - Throws: `input` with all faults.
    static func check(_ input: ConfigurationInput) throws(ClientError) -> String {
        let configuration: MachineConfiguration
        do throws(ConfigurationFaults) {
            configuration = try MachineConfiguration(text: input.text)
        } catch {
            throw refusal(error, input)
        }
        guard !configuration.documents.isEmpty else { throw .input("\(input.names) has no document in it") }
        let count = configuration.documents.count
        let title = "\(input.names): valid, \(count == 1 ? "1 document" : "\(count) documents")\n"
        return title + ConfigurationSummary(configuration).rendered(input.words)
    }

    private static func refusal(_ faults: ConfigurationFaults, _ input: ConfigurationInput) -> ClientError {
        let count = faults.all.count == 1 ? "1 fault" : "\(faults.all.count) faults"
        var lines = ["\(input.names): \(count)"] + faults.all.map(input.words)
        lines += faults.warnings.map { "warning: \(input.words($0))" }
        let secrets = (try? ConfigurationText(input.text))?.secrets ?? []
        if secrets.contains(where: { $0.value == $0.shown }) {
            lines.append(
                "(\(Secret.redaction) stands for what a daemon has stored; 'netstrata apply --dry-run' checks it with that)"
            )
        }
        return .input(lines.joined(separator: "\n  "))
    }
}
