/// What stands before a name in a tree, and before those below it.
struct Stem {
    private var lead = ""
    private(set) var text = ""

    func child(isLast: Bool) -> Stem {
        var child = self
        child.text = lead + (isLast ? "└─ " : "├─ ")
        child.lead = lead + (isLast ? "   " : "│  ")
        return child
    }
}
