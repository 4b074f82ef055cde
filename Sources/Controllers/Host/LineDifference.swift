/// The lines in which two texts differ (a unified diff), no longer than a status should be.
struct LineDifference {
    /// Such as `-old`, `+new`; with `@@` before each place.
    let text: String

    /// The most lines that are shown, and that are compared one by one.
    private static let limits = (shown: 40, compared: 500)
    /// The most bytes that are shown of a line.
    private static let lineLimit = 200
    /// How many equal lines stand around those that differ.
    private static let context = 1

    private enum Line {
        case same(Substring)
        case removed(Substring)
        case added(Substring)

        var text: String {
            let (mark, line) =
                switch self {
                case .same(let line): (" ", line)
                case .removed(let line): ("-", line)
                case .added(let line): ("+", line)
                }
            let cut = line.utf8.count > LineDifference.lineLimit
            return mark + (cut ? line.prefix(LineDifference.lineLimit / 4) + "…" : line)
        }

        var isSame: Bool {
            if case .same = self { return true }
            return false
        }
    }

    /// What was made of a text: lines of `wanted` that are missing have a minus, those that are there instead a plus.
    init(from wanted: String, to actual: String) {
        let old = wanted.split(separator: "\n", omittingEmptySubsequences: false)
        let new = actual.split(separator: "\n", omittingEmptySubsequences: false)
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old.dropFirst(start).reversed(), new.dropFirst(start).reversed()).prefix { $0 == $1 }.count
        let middle = Self.compare(old[start..<old.count - end], new[start..<new.count - end])
        let lines = old[..<start].map(Line.same) + middle + old[(old.count - end)...].map(Line.same)
        var shown: [String] = []
        var oldNumber = 1
        var isOpen = false
        for (index, line) in lines.enumerated() {
            let around = lines[max(0, index - Self.context)...min(lines.count - 1, index + Self.context)]
            let isShown = !around.allSatisfy(\.isSame)
            if isShown, !isOpen { shown.append("@@ line \(oldNumber) @@") }
            if isShown { shown.append(line.text) }
            isOpen = isShown
            if case .added = line { continue }
            oldNumber += 1
        }
        if shown.count > Self.limits.shown {
            shown = shown.prefix(Self.limits.shown) + ["… and \(shown.count - Self.limits.shown) more lines"]
        }
        text = shown.joined(separator: "\n")
    }

    /// The longest common subsequence decides which lines are the same.
    private static func compare(_ old: ArraySlice<Substring>, _ new: ArraySlice<Substring>) -> [Line] {
        guard old.count <= limits.compared, new.count <= limits.compared else {
            return old.map(Line.removed) + new.map(Line.added)
        }
        let (old, new) = (Array(old), Array(new))
        var lengths = [[Int]](repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
        for row in old.indices.reversed() {
            for column in new.indices.reversed() {
                lengths[row][column] =
                    old[row] == new[column]
                    ? lengths[row + 1][column + 1] + 1 : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var lines: [Line] = []
        var (row, column) = (0, 0)
        while row < old.count || column < new.count {
            if row < old.count, column < new.count, old[row] == new[column] {
                lines.append(.same(old[row]))
                (row, column) = (row + 1, column + 1)
            } else if column == new.count || (row < old.count && lengths[row + 1][column] >= lengths[row][column + 1]) {
                lines.append(.removed(old[row]))
                row += 1
            } else {
                lines.append(.added(new[column]))
                column += 1
            }
        }
        return lines
    }
}
