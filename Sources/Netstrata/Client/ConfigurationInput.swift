import HostConfiguration

/// The text of a machine configuration, or of a patch of it, in one or several files.
struct ConfigurationInput: Equatable {
    /// The whole text; of one file, its bytes.
    private(set) var text = ""
    /// Each file, and the line of the text at which it begins, from 1.
    private var files: [(name: String, start: Int)] = []

    /// Puts texts together.
    init(_ files: [(name: String, text: String)]) {
        for (name, part) in files {
            if !text.isEmpty {
                if text.utf8.last != 0x0A { text += "\n" }
                // Directives are only read after an end of what is before them.
                if part.hasPrefix("%") { text += "...\n" } else if !part.hasPrefix("---") { text += "---\n" }
            }
            self.files.append((name, text.utf8.count { $0 == 0x0A } + 1))
            text += part
        }
    }

    /// Reads files; `-` is standard input.
    static func read(_ paths: [String]) async throws(ClientError) -> ConfigurationInput {
        var files: [(name: String, text: String)] = []
        for path in paths {
            let file = try await InputFile.read(path)
            files.append((file.name, try file.text))
        }
        return ConfigurationInput(files)
    }

    /// What the files are called.
    var names: String { files.map(\.name).joined(separator: ", ") }

    static func == (left: ConfigurationInput, right: ConfigurationInput) -> Bool {
        left.text == right.text && left.files.elementsEqual(right.files) { $0 == $1 }
    }

    /// A fault with its place in the files: `net.yaml, line 7: LinkConfig/eth0, at /mtu: …`.
    func words(_ fault: ConfigurationFault) -> String {
        let rest = ConfigurationFault(fault.document, line: nil, fault.pointer, fault.detail)
        let other = fault.otherLine.map { " (\(place(of: $0)))" } ?? ""
        return "\(fault.line.map(place) ?? names): \(rest)\(other)".withoutControls
    }

    /// A line of the whole text as one of a file.
    private func place(of line: Int) -> String {
        let file = files.last { $0.start <= line }
        return "\(file?.name ?? names), line \(line - (file?.start ?? 1) + 1)"
    }

    /// The same for what comes of a patch: only what is wrong with the patch itself has its place in the files.
    func wordsOfPatch(_ fault: ConfigurationFault) -> String {
        if fault.document.hasPrefix("patch ") || fault.document.hasPrefix("the patch") { return words(fault) }
        return "what comes of \(names): \(fault)".withoutControls
    }
}

/// A file that was named on the command line.
struct InputFile {
    /// How messages call it.
    let name: String
    let content: [UInt8]

    /// Reads it; `-` is standard input.
    static func read(_ path: String) async throws(ClientError) -> InputFile {
        InputFile(name: path == "-" ? "standard input" : path, content: try await SystemFile.read(path))
    }

    /// What it says.
    var text: String {
        get throws(ClientError) {
            guard let text = String(validating: content, as: UTF8.self) else { throw .input("\(name) isn't UTF-8") }
            return text
        }
    }
}
