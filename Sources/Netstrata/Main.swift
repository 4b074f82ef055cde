import ArgumentParser
import Glibc
import Kernel

/// The daemon and its command line in one program.
@main struct NetstrataCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "netstrata",
        abstract: "This host's network as a database of intent.",
        discussion: """
            EXAMPLES
              netstrata get addresses                 what the kernel has
              netstrata get AddressSpec               what was asked for, its state
              netstrata apply -f net.yaml -m "why"    ask for something
              netstrata config diff host.yaml         what a configuration changes
              netstrata explain LinkSpec/eth0         which layer asks for it
              netstrata history                       who changed what, and why
              netstrata blame LinkSpec/eth0           who set each member
              netstrata diff 2h                       what changed since then
              netstrata apply -f net.yaml --confirm 90s   put back unless confirmed
              netstrata --socket run/api.sock get links

            ENVIRONMENT
              NETSTRATA_SOCKET   the daemon's socket where --socket isn't given
              NO_COLOR           set to anything: no colours
              VISUAL, EDITOR     what 'netstrata edit' opens; vi otherwise

            EXIT STATUS
              0  done
              1  the daemon refused it
              2  the command line or the input file can't be understood
              3  the daemon can't be reached
              4  there is no such resource or type
              5  it was changed meanwhile, or something else stands in the way
              6  stored, but not applied within the time that --wait gave
              7  the daemon failed
              8  'firewall test': the packet wouldn't come through
            130  Ctrl-C; a change that waits to be confirmed is put back in its time
            """,
        version: Version.current,
        subcommands: [
            ServeCommand.self, GetCommand.self, ApplyCommand.self, EditCommand.self, DeleteCommand.self,
            ImportCommand.self, ConfigCommand.self, ExplainCommand.self, HistoryCommand.self, BlameCommand.self,
            TraceCommand.self,
            DiffCommand.self, RollbackCommand.self, RevertCommand.self, TagCommand.self,
            ConfirmCommand.self, CancelCommand.self, ExtendCommand.self, PendingCommand.self, AuditCommand.self,
            FirewallCommand.self, TypesCommand.self,
            PauseCommand.self, ResumeCommand.self, ReleaseCommand.self, DriftCommand.self, DatabaseCommand.self,
            VersionCommand.self, CompletionsCommand.self, OpenAPICommand.self, HostHelperCommand.self,
        ])

    /// The commands have the same group, and take what was given before their name as if it stood after it.
    @OptionGroup var connection: ConnectionOptions

    /// What to say of a command line that can't be understood and has a number with a sign, which is taken for an option.
    static func negativeNumber(in words: some Sequence<String>) -> String? {
        let word = words.first { $0.first == "-" && $0.dropFirst().first?.isWholeNumber == true }
        return word.map {
            "'\($0)' has a sign. Numbers and times are given without one, such as 61 or 90s; "
                + "'netstrata history' has the numbers of changes."
        }
    }

    /// On the first thread, while there is no other.
    @MainActor static func main() async {
        ProcessMemory.economize()
        await perform()
    }

    private static func perform() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as ClientError {
            Terminal.error.write(error.report(colours: Terminal.error.hasColours))
            Glibc.exit(error.status.rawValue)
        } catch let error as DaemonFailure {
            Terminal.error.write("netstrata: \(error.description)\n")
            Glibc.exit(ProgramStatus.serverError.rawValue)
        } catch {
            if exitCode(for: error) == .validationFailure {
                let message = negativeNumber(in: CommandLine.arguments.dropFirst()).map { "Error: \($0)" }
                Terminal.error.write((message ?? fullMessage(for: error)) + "\n")
                Glibc.exit(ProgramStatus.usage.rawValue)
            }
            exit(withError: error)
        }
    }
}
