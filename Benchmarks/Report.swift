import Foundation

/// One line of the table.
struct ReportRow {
    /// A limit that a figure keeps or doesn't.
    enum Target {
        case atLeast(Double)
        case atMost(Double)
    }

    let name: String
    let ours: String
    let against: String
    let result: String
    let target: String
    let isMet: Bool?

    /// A ratio with a target.
    init(_ name: String, ours: String, against: String, ratio: Double, _ target: Target) {
        self.name = name
        self.ours = ours
        self.against = against
        result = Format.ratio(ratio)
        switch target {
        case .atLeast(let limit): (self.target, isMet) = ("≥ \(Format.ratio(limit))", ratio >= limit)
        case .atMost(let limit): (self.target, isMet) = ("≤ \(Format.ratio(limit))", ratio <= limit)
        }
    }

    /// A figure with a largest value, in a unit.
    init(_ name: String, _ detail: String, value: Double, unit: String, limit: Double) {
        self.name = name
        ours = detail
        against = "–"
        result = "\(Format.short(value)) \(unit)"
        target = "≤ \(Format.short(limit)) \(unit)"
        isMet = value <= limit
    }

    /// A line that only informs.
    init(_ name: String, ours: String, against: String, result: String) {
        self.name = name
        self.ours = ours
        self.against = against
        self.result = result
        (target, isMet) = ("–", nil)
    }

    var cells: [String] { [name, ours, against, result, target, isMet.map { $0 ? "met" : "MISSED" } ?? "–"] }
}

/// Figures as text.
enum Format {
    static func ratio(_ value: Double) -> String { String(format: "%.2f×", value) }
    static func rate(_ value: Double) -> String { String(format: "%.0f/s", value) }
    static func milliseconds(_ seconds: Double) -> String { short(seconds * 1000) + " ms" }
    static func short(_ value: Double) -> String {
        String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
    }
}

/// The whole result: what the machine is, and a table.
struct Report {
    var facts: [String] = []
    private(set) var rows: [ReportRow] = []

    mutating func add(_ row: ReportRow) {
        rows.append(row)
        Progress.say(row.cells.joined(separator: " | "))
    }

    /// Markdown that is readable as plain text.
    var text: String {
        let header = ["what", "ours", "against", "result", "target", ""]
        let table = [header] + rows.map(\.cells)
        let widths = header.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
        let lines =
            ["# make bench", ""] + facts.map { "- " + $0 } + [""] + [line(header), rule] + rows.map { line($0.cells) }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// What is being done, on standard error.
enum Progress {
    static func say(_ text: String) { FileHandle.standardError.write(Data("bench: \(text)\n".utf8)) }
}
