import ArgumentParser
import Resources
import Store

/// Puts a backup in the place of the database.
struct DatabaseRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database; the daemon must be stopped.",
        discussion: """
            EXAMPLES
              systemctl stop netstrata
              netstrata db restore /root/netstrata.backup
              systemctl start netstrata

            The backup stays as it is, and so does the database that was there, under
            another name beside it. When the daemon starts it makes the kernel as the
            backup says. What was handed out before, ETags, page tokens and places in
            watches, is answered with 412 or 410: revisions count anew from the backup's.
            """)

    @Argument(
        help: ArgumentHelp("What 'netstrata db backup' made, or a copy of a database.", valueName: "file"),
        completion: .file())
    var file: String

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let work = DatabaseWork(file)
        try work.checkReadable(advice: "name the file that 'netstrata db backup' made")
        try work.checkForm()
        let folder = options.folder
        let progress = ProgressLine("copied")
        let restored = try await work.run { try folder.restore(work.file) { progress.show($0) } }
        progress.end()
        let document: JSON = [
            "file": .string(folder.database), "revision": .integer(restored.revision),
            "kept": restored.kept.map { .string($0) } ?? .null,
            "remark": restored.remark.map { .string($0) } ?? .null,
        ]
        options.show(document) {
            var lines = ["\(folder.database) is as it was at revision \(restored.revision)"]
            if let kept = restored.kept { lines.append("what was there before is \(kept)") }
            if let remark = restored.remark { lines.append(remark) }
            lines.append("start the daemon: it makes the kernel so")
            return lines.map { $0 + "\n" }.joined()
        }
    }
}
