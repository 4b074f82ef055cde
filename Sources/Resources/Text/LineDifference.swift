/// The lines in which two texts differ, as a unified diff (diff(1), `-u`) without its two first lines.
public struct LineDifference: Sendable {
    /// How much is shown.
    public struct Scope: Sendable {
        /// How many equal lines stand around those that differ.
        let context: Int
        /// The most lines that are shown.
        let lines: Int
        /// The most bytes that are shown of a line.
        let lineLength: Int
        /// How many pairs of lines are compared at most; where there are more, one text goes and the other comes.
        let pairs: Int

        /// Little enough for a status.
        public static let status = Scope(context: 1, lines: 40, lineLength: 200, pairs: 250_000)
        /// All of it, for a person or patch(1).
        public static let everything = Scope(context: 3, lines: .max, lineLength: .max, pairs: 4_000_000)
    }

    /// The lines: `@@ -1,3 +1,3 @@` before each place, then ` same`, `-old`, `+new`; none where the texts are equal.
    public let lines: [String]

    /// The lines in one text.
    public var text: String { lines.joined(separator: "\n") }

    /// Compares two texts.
    ///
    /// - Parameters:
    ///   - old: The text whose lines have a minus where the other one lacks them.
    ///   - new: The text whose lines have a plus where the other one lacks them.
    ///   - scope: How much is shown.
    public init(from old: String, to new: String, showing scope: Scope) {
        let (old, new) = (TextLine.all(in: old), TextLine.all(in: new))
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let script = LineScript(
            old[start..<old.count - end], new[start..<new.count - end], pairs: scope.pairs)
        let steps =
            old[..<start].map { LineStep.same($0) } + script.steps + old[(old.count - end)...].map { .same($0) }
        var shown = Self.places(steps, context: scope.context).flatMap { Self.hunk(steps, $0, scope) }
        if shown.count > scope.lines {
            shown = shown.prefix(scope.lines) + ["… and \(shown.count - scope.lines) more lines"]
        }
        lines = shown
    }

    /// The parts of the script that are shown: what differs with its context.
    private static func places(_ steps: [LineStep], context: Int) -> [Range<Int>] {
        var places: [Range<Int>] = []
        for (index, step) in steps.enumerated() where !step.isSame {
            let place = max(0, index - context)..<min(steps.count, index + context + 1)
            if let last = places.last, last.upperBound >= place.lowerBound {
                places[places.count - 1] = last.lowerBound..<place.upperBound
            } else {
                places.append(place)
            }
        }
        return places
    }

    private static func hunk(_ steps: [LineStep], _ place: Range<Int>, _ scope: Scope) -> [String] {
        let (before, here) = (steps[..<place.lowerBound], steps[place])
        func span(_ isCounted: (LineStep) -> Bool) -> String {
            let (first, count) = (before.count(where: isCounted), here.count(where: isCounted))
            // Of no lines the one before them is named.
            return count == 1 ? "\(first + 1)" : "\(count == 0 ? first : first + 1),\(count)"
        }
        let title = "@@ -\(span { !$0.isAdded }) +\(span { !$0.isRemoved }) @@"
        return [title] + here.flatMap { $0.shown(scope.lineLength) }
    }
}

/// A line, and whether it is ended.
private struct TextLine: Hashable {
    let text: Substring
    let isEnded: Bool

    static func all(in text: String) -> [TextLine] {
        // By bytes: as characters, CR and LF are one.
        let parts = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        return parts.enumerated().compactMap { index, part in
            let isLast = index == parts.count - 1
            return isLast && part.isEmpty ? nil : TextLine(text: Substring(part), isEnded: !isLast)
        }
    }
}

/// What becomes of a line.
private enum LineStep {
    case same(TextLine)
    case removed(TextLine)
    case added(TextLine)

    var isSame: Bool { if case .same = self { true } else { false } }
    var isRemoved: Bool { if case .removed = self { true } else { false } }
    var isAdded: Bool { if case .added = self { true } else { false } }

    func shown(_ limit: Int) -> [String] {
        let (mark, line) =
            switch self {
            case .same(let line): (" ", line)
            case .removed(let line): ("-", line)
            case .added(let line): ("+", line)
            }
        let text = line.text.utf8.count > limit ? line.text.prefix(limit / 4) + "…" : line.text
        return [mark + text] + (line.isEnded ? [] : ["\\ No newline at end of file"])
    }
}

/// How lines become others; the longest common subsequence decides which stay.
private struct LineScript {
    private(set) var steps: [LineStep] = []

    init(_ old: ArraySlice<TextLine>, _ new: ArraySlice<TextLine>, pairs: Int) {
        guard old.count * new.count <= pairs else {
            steps = old.map { .removed($0) } + new.map { .added($0) }
            return
        }
        let (old, new) = (Array(old), Array(new))
        let width = new.count + 1
        var lengths = [Int32](repeating: 0, count: (old.count + 1) * width)
        for row in old.indices.reversed() {
            for column in new.indices.reversed() {
                let place = row * width + column
                lengths[place] =
                    old[row] == new[column]
                    ? lengths[place + width + 1] + 1 : max(lengths[place + width], lengths[place + 1])
            }
        }
        var (row, column) = (0, 0)
        while row < old.count || column < new.count {
            let place = row * width + column
            if row < old.count, column < new.count, old[row] == new[column] {
                steps.append(.same(old[row]))
                (row, column) = (row + 1, column + 1)
            } else if column == new.count || (row < old.count && lengths[place + width] >= lengths[place + 1]) {
                steps.append(.removed(old[row]))
                row += 1
            } else {
                steps.append(.added(new[column]))
                column += 1
            }
        }
    }
}
