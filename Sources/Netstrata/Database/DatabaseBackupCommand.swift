import ArgumentParser
import Foundation
import Resources
import Store
import Synchronization

/// Copies the database while the daemon works.
struct DatabaseBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the database into one file, while the daemon works.",
        discussion: """
            EXAMPLES
              netstrata db backup /root/netstrata.backup
              netstrata db backup /root/netstrata.backup --force     over an older one
              netstrata db check /root/netstrata.backup
              netstrata db restore /root/netstrata.backup

            The file has everything as of one commit, secrets included: only its owner
            can read it. It was checked when it is there. The daemon isn't held up.
            """)

    @Argument(help: ArgumentHelp("The file that is made.", valueName: "file"), completion: .file())
    var file: String

    @Flag(help: "Replace the file if it is there.") var force = false

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let work = DatabaseWork(options.folder.database)
        try work.checkReadable()
        let target = NewFile(file)
        if !force { try target.checkIsFree() }
        try target.checkIsNot(databaseOf: options.folder)
        let progress = ProgressLine("copied")
        let replaces = force
        let copy = try await work.run {
            try target.make(replaces: replaces) { path in
                try DatabaseCopy.make(of: work.file, at: path) { progress.show($0) }
            }
        }
        progress.end()
        let document: JSON = [
            "file": .string(file), "bytes": .integer(Int64(copy.bytes)), "revision": .integer(copy.revision),
            "isSound": true,
        ]
        options.show(document) {
            "\(file): everything up to revision \(copy.revision), \(DatabaseStatsCommand.bytes(copy.bytes)), sound\n"
        }
    }
}

/// How far something is, in a line that a person watches.
final class ProgressLine: Sendable {
    private let words: String
    private let shown = Mutex<Int?>(nil)

    init(_ words: String) { self.words = words }

    /// Shows a share from 0 to 1.
    func show(_ share: Double) {
        guard Terminal.error.isTerminal else { return }
        let percent = Int(share * 100)
        let isNew = shown.withLock { shown in
            defer { shown = percent }
            return shown != percent
        }
        if isNew { Terminal.error.write("\r\(words) \(percent) %") }
    }

    /// Takes the line away.
    func end() {
        if shown.withLock({ $0 }) != nil { Terminal.error.write("\r\u{1B}[K") }
    }
}
