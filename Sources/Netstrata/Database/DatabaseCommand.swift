import ArgumentParser
import Resources

/// What looks after the database as a file.
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Check, measure, back up, restore or compact the database.",
        discussion: """
            EXAMPLES
              netstrata db check                        whether it is sound
              netstrata db stats                        what it holds, and how large it is
              netstrata db backup /root/netstrata.backup
              netstrata db restore /root/netstrata.backup
              netstrata db vacuum                       after much was pruned

            They work with the file itself, so they do while no daemon runs, and take a
            user who may read it: root, or the daemon's own. check, stats and backup
            read only and disturb no daemon; restore and vacuum want it stopped.

            How long history is kept is said in ManagementSpec/host, retention.
            """,
        subcommands: [
            DatabaseCheckCommand.self, DatabaseStatsCommand.self, DatabaseBackupCommand.self,
            DatabaseRestoreCommand.self, DatabaseVacuumCommand.self,
        ])
}

/// Where the database is, and how what is told of it is shown.
struct DatabaseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of the database.", valueName: "dir"))
    var state = "/var/lib/netstrata"

    @Option(name: .shortAndLong, help: "table or json.") var output = OutputFormat.table

    func validate() throws {
        guard output == .table || output == .json else { throw ValidationError("It is shown as table or json.") }
    }

    var folder: StateFolder { StateFolder(state) }

    /// Shows a document as it was asked for.
    func show(_ document: JSON, _ words: () -> String) {
        Terminal.output.write(output == .json ? document.pretty + "\n" : words())
    }
}
