import ArgumentParser
import Resources
import Store

/// Gives back what the database doesn't need.
struct DatabaseVacuumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum", abstract: "Give unused room back to the file system; the daemon must be stopped.",
        discussion: """
            EXAMPLES
              netstrata db stats                 how much of it is free
              systemctl stop netstrata
              netstrata db vacuum
              systemctl start netstrata

            What is pruned leaves free pages, which are taken for what is written next:
            the file stops growing by itself. Only after much was pruned at once it is
            worth writing it anew. That takes as much room once more meanwhile.
            """)

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let folder = options.folder
        let work = DatabaseWork(folder.database)
        try work.checkReadable()
        let vacuum = try await work.run {
            let lock = try folder.claim()
            defer { withExtendedLifetime(lock) {} }
            return try DatabaseVacuum.run(path: folder.database)
        }
        let document: JSON = [
            "file": .string(work.path), "before": .integer(Int64(vacuum.before)),
            "after": .integer(Int64(vacuum.after)),
        ]
        options.show(document) {
            "\(work.path): \(DatabaseStatsCommand.bytes(vacuum.before)) before, "
                + "\(DatabaseStatsCommand.bytes(vacuum.after)) now\n"
        }
    }
}
