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

    /// Opens the editor until what it gives is taken, or is the same as before.
    ///
    /// - Parameters:
    ///   - original: The text.
    ///   - header: What stands above it.
    ///   - faults: What to say of a refusal, by the number of the text's first line in the editor.
    ///   - save: Takes the changed text.
    /// - Throws: What `save` throws, unless it can be put right. What was edited stays in the file then, and its path is told.
    func change(
        _ original: String, under header: EditHeader, faults: (ClientError, Int) -> [String],
        save: (String) async throws(ClientError) -> Void
    ) async throws(ClientError) {
        var isKept = false
        defer { if !isKept { discard() } }
        var (text, refusal) = (original, ClientError?.none)
        while true {
            let words = refusal.map { refusal in faults(refusal, header.length(faults(refusal, 1)) + 1) } ?? []
            let edited = header.strip(try await edit(header.text(words) + text))
            guard edited != text, !edited.allSatisfy(\.isWhitespace) else {
                if let refusal {
                    isKept = keep(text)
                    throw refusal
                }
                Terminal.error.write("\(header.subject): no change\n")
                return
            }
            text = edited
            do {
                return try await save(edited)
            } catch  where error.status == .refused || error.status == .usage {
                refusal = error
            } catch {
                isKept = keep(edited)
                throw error
            }
        }
    }

    /// Leaves a text in the file for another try.
    ///
    /// - Returns: Whether it is there.
    private func keep(_ text: String) -> Bool {
        do throws(ClientError) { try SystemFile.write(text, to: path) } catch { return false }
        Terminal.error.write("the edited text is kept in \(path)\n")
        return true
    }
}

/// What stands above a text in the editor: what to do, and what was wrong the last time.
struct EditHeader {
    /// What is edited.
    let subject: String
    /// What its lines begin with.
    var mark = "#"

    /// The lines.
    func text(_ faults: [String] = []) -> String {
        let help = [
            "\(subject): what you save is asked for. Lines that begin with \(mark) don't count;",
            "an empty file or no change leaves everything as it is.",
        ]
        let wrong = faults.isEmpty ? [] : ["", "It was refused:"] + faults.map { "  \($0)" }
        let lines = (help + wrong).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        return lines.map { $0.isEmpty ? "\(mark)\n" : "\(mark) \($0)\n" }.joined()
    }

    /// How many lines it has.
    func length(_ faults: [String]) -> Int { text(faults).utf8.count { $0 == 0x0A } }

    /// A text without the header.
    func strip(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix(mark) }.joined(separator: "\n")
    }
}
