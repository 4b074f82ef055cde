import Resources

/// Rows under headings, laid out for a terminal or for `awk`.
struct TextTable: Equatable {
    var titles: [String]
    var rows: [[String]]

    /// Between two columns.
    private static let gap = 2
    /// Narrower than this no cell is cut.
    private static let least = 8

    init(_ titles: [String], _ rows: [[String]] = []) {
        self.titles = titles
        self.rows = rows
    }

    /// Reads a table as the daemon writes it: each column begins where its heading does, two spaces after the last one.
    init(parsing text: String) {
        let lines = text.split(separator: "\n").map(Array.init)
        guard let heading = lines.first else {
            self.init([])
            return
        }
        let starts = heading.indices.filter { index in
            heading[index] != " "
                && (index == 0 || (index >= 2 && heading[(index - 2)..<index].allSatisfy { $0 == " " }))
        }
        let table = lines.map { line in
            var cells = starts.map { _ in "" }
            var (column, place) = (0, 0)
            for character in line {
                while column + 1 < starts.count, place >= starts[column + 1] { column += 1 }
                cells[column].append(character)
                place += character.terminalWidth
            }
            return cells.map(\.droppingTrailingSpaces)
        }
        self.init(table[0], Array(table.dropFirst()))
    }

    /// The widths that the cells need, cut down to what fits into `limit` where there is one.
    func widths(within limit: Int?) -> [Int] {
        var widths = titles.indices.map { column in
            ([titles[column]] + rows.map { $0[column] }).map(\.terminalWidth).max() ?? 0
        }
        guard let limit, !widths.isEmpty else { return widths }
        let room = limit - Self.gap * (widths.count - 1)
        while widths.reduce(0, +) > room {
            // The id in the first column is what people copy: it is cut last.
            let others = widths.indices.dropFirst().filter { widths[$0] > Self.least }
            let widest = others.max { widths[$0] < widths[$1] } ?? 0
            guard widths[widest] > Self.least else { break }
            widths[widest] -= 1
        }
        return widths
    }

    /// All lines, each with its end.
    ///
    /// - Parameters:
    ///   - terminal: What they are for: its width and colours.
    ///   - widths: The columns' widths where they are chosen already.
    ///   - withTitles: Whether the headings come first.
    ///   - below: A remark beneath each row; empty ones are left out.
    /// - Returns: The text.
    func rendered(
        for terminal: Terminal, widths: [Int]? = nil, titles withTitles: Bool = true, below: [String] = []
    ) -> String {
        let widths = widths ?? self.widths(within: terminal.width)
        let colours = terminal.hasColours
        var lines =
            withTitles
            ? [Style.bold.applied(to: Self.line(titles, widths, cuts: terminal.isTerminal), if: colours)] : []
        for (index, row) in rows.enumerated() {
            lines.append(Self.line(row, widths, colours: colours, cuts: terminal.isTerminal))
            if below.indices.contains(index), !below[index].isEmpty { lines.append(Self.indented(below[index])) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func indented(_ remark: String) -> String {
        remark.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
    }

    /// One row without its line end; the last cell isn't padded.
    ///
    /// A cell that is too wide is cut, or shifts the rest.
    static func line(_ cells: [String], _ widths: [Int], colours: Bool = false, cuts: Bool = true) -> String {
        zip(cells, widths).enumerated().map { index, pair in
            let cell = fit(pair.0, cuts ? pair.1 : .max)
            let isLast = index == min(cells.count, widths.count) - 1
            let padding = isLast ? 0 : max(0, pair.1 - cell.terminalWidth) + gap
            let styled = Style(state: cell)?.applied(to: cell, if: colours) ?? cell
            return styled + String(repeating: " ", count: padding)
        }.joined().droppingTrailingSpaces
    }

    private static func fit(_ cell: String, _ width: Int) -> String {
        let clean = cell.withoutControls
        guard clean.terminalWidth > width else { return clean }
        var room = width - 1
        let kept = clean.prefix { character in
            room -= character.terminalWidth
            return room >= 0
        }
        return String(kept) + "…"
    }
}

extension String {
    /// The text with controls made visible, so that no stored value can steer a terminal.
    var withoutControls: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { Self.isControl($0) ? "\u{FFFD}" : $0 }))
    }

    /// The same for a line of a text, which may have tabs.
    var lineWithoutControls: String {
        split(separator: "\t", omittingEmptySubsequences: false).map { String($0).withoutControls }
            .joined(separator: "\t")
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control }

    var droppingTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }
}
