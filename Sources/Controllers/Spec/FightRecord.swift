import Kernel
import Resources

/// What was found of an object while it was fought over, for the row that ends the fight.
struct FightRecord: Hashable, Sendable {
    /// How many different findings are told.
    private static let limit = 8

    private var found: [String] = []
    private var isMore = false
    private var change: ForeignChange?

    /// Takes what a pass found; the last of whom the kernel told is the one who is named.
    mutating func add(_ finding: DriftFinding) {
        change = finding.change ?? change
        guard !found.contains(finding.found) else { return }
        guard found.count < Self.limit else {
            isMore = true
            return
        }
        found.append(finding.found)
    }

    /// All that was found, with what was done about it.
    func finding(_ action: String) -> DriftFinding {
        DriftFinding(
            found: found.joined(separator: "; ") + (isMore ? "; and more" : ""), action: action, change: change)
    }
}
