/// One parameter of the kernel's command line: `name=value`.
struct CommandLineParameter {
    /// The name; the kernel takes `-` and `_` for the same, here it is `_`.
    let name: String
    /// What stands after the first `=`; empty without one.
    let value: String
    /// The parameter as it was written.
    let text: String

    /// The parameters up to `--`, after which those of init come.
    ///
    /// A quote begins and ends a stretch in which spaces don't end the parameter (`next_arg()`, lib/cmdline.c).
    static func all(in text: String) -> [CommandLineParameter] {
        var parameters: [CommandLineParameter] = []
        var word: [UInt8] = []
        var isQuoted = false
        for byte in Array(text.utf8) + [UInt8(ascii: "\n")] {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted || !isSpace(byte) {
                word.append(byte)
            } else if !word.isEmpty {
                let parameter = CommandLineParameter(String(decoding: word, as: UTF8.self))
                if parameter.text == "--" { return parameters }
                parameters.append(parameter)
                word = []
            }
        }
        if !word.isEmpty { parameters.append(CommandLineParameter(String(decoding: word, as: UTF8.self))) }
        return parameters
    }

    private init(_ text: String) {
        let halves = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        name = String(Substring(halves[0])).replacing("-", with: "_")
        value = halves.count == 2 ? String(Substring(halves[1])) : ""
        self.text = text
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

/// What is wrong with a parameter of the kernel's command line.
public struct CommandLineFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The parameter as it was written, shortened.
    public let parameter: String
    /// What is wrong and what is expected, as a sentence without a full stop.
    public let detail: String

    /// A fault of a parameter.
    init(_ parameter: String, _ detail: String) {
        self.parameter = parameter.utf8.count <= 128 ? parameter : String(parameter.prefix(100)) + "…"
        // What was given stands in the detail too, and may be any bytes.
        self.detail = String(
            String.UnicodeScalarView(detail.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{FFFD}" : $0 }))
    }

    /// The parameter in quotes, and what is wrong.
    public var description: String { "\(parameter.debugDescription): \(detail)" }
}
