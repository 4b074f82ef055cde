import Glibc
import Kernel

/// A text that a person edits in a file of their own.
struct Editor {
    /// The file: readable by the user only, in TMPDIR.
    let path: String

    init() {
        let folder = Environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        path = "\(folder)/netstrata-edit-\(String(UInt64.random(in: 0 ... .max), radix: 36)).yaml"
    }

    /// The command that opens files: VISUAL, EDITOR or vi.
    static var command: String {
        [Environment["VISUAL"], Environment["EDITOR"]].compactMap { $0 }.first { !$0.isEmpty } ?? "vi"
    }

    /// Shows a text and gives what it was changed to.
    func edit(_ text: String) async throws(ClientError) -> String {
        try SystemFile.write(text, to: path)
        let (command, path) = (Self.command, path)
        // The shell splits what the variable says: EDITOR="code --wait" is common.
        let outcome = await offThePool {
            ChildProcess.run("/bin/sh", ["-c", "exec \(command) \"$1\"", "netstrata-edit", path])
        }
        switch outcome {
        case .exited(0): break
        case .exited(let status):
            throw .input("the editor '\(command)' ended with status \(status); nothing was changed")
        case .signalled(let number): throw .input("the editor '\(command)' was ended by signal \(number)")
        case .notStarted(let code): throw .input("the editor '\(command)' doesn't start: \(SystemFile.describe(code))")
        }
        return String(decoding: try await SystemFile.read(path), as: UTF8.self)
    }

    /// Removes the file.
    func discard() { unlink(path) }
}

/// The text that `edit` shows: what to do, what was wrong the last time, and the resource.
enum EditText {
    /// Puts comments before a resource's YAML.
    static func make(_ yaml: String, about resource: String, faults: [String] = []) -> String {
        let help = [
            "\(resource): what you save is asked for. Lines that begin with # don't count;",
            "an empty file or no change leaves everything as it is.",
        ]
        let wrong = faults.isEmpty ? [] : ["", "It was refused:"] + faults.map { "  \($0)" }
        let lines = (help + wrong).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        return lines.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() + yaml
    }

    /// The YAML without the comments at its beginning.
    static func strip(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix("#") }.joined(separator: "\n")
    }
}
