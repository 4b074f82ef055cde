/// A unified diff, as diff(1) writes it, for a terminal or a file.
enum UnifiedDiff {
    /// The lines, each with its end, in colours where the terminal has them.
    static func rendered(_ lines: [String], for terminal: Terminal) -> String {
        guard terminal.isTerminal else { return lines.map { $0 + "\n" }.joined() }
        return lines.map { line in
            let isTitle = line.hasPrefix("--- ") || line.hasPrefix("+++ ")
            let style: Style? = isTitle ? .bold : line.hasPrefix("-") ? .red : line.hasPrefix("+") ? .green : nil
            let clean = line.lineWithoutControls
            return (style?.applied(to: clean, if: terminal.hasColours) ?? clean) + "\n"
        }.joined()
    }
}
