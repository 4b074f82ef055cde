import Kernel
import Resources

extension ChainDifference {
    /// What differs, in words; empty where nothing does.
    var words: [String] {
        var words = actual.map { Self.words($0.base, wanted.base) } ?? []
        var (gone, come) = (removed, added)
        let common = Set(gone.map { RuleText($0) }).intersection(come.map { RuleText($0) })
        let moved = gone.filter { common.contains(RuleText($0)) }
        gone.removeAll { common.contains(RuleText($0)) }
        come.removeAll { common.contains(RuleText($0)) }
        // A rule is known by its comment.
        let names = Set(gone.map(\.comment)).intersection(come.map(\.comment)).subtracting([""])
        let changed = come.filter { names.contains($0.comment) }
        gone.removeAll { names.contains($0.comment) }
        come.removeAll { names.contains($0.comment) }
        words += Self.words(come, "is missing", "are missing")
        words += Self.words(changed, "is otherwise", "are otherwise")
        words += Self.words(gone, "is one too many", "are too many")
        words += Self.words(moved, "stands elsewhere", "stand elsewhere")
        return words
    }

    private static func words(_ there: NfTablesChain.Base?, _ wanted: NfTablesChain.Base?) -> [String] {
        guard let there, let wanted else {
            return there == wanted ? [] : [wanted == nil ? "it has a hook" : "it has no hook"]
        }
        var differences = Differences()
        differences.compare("type", there.type, wanted.type)
        differences.compare("hook", there.hookName, wanted.hookName)
        differences.compare("priority", there.priority, wanted.priority)
        differences.compare("policy", there.accepts ? "accept" : "drop", wanted.accepts ? "accept" : "drop")
        return differences.isEmpty ? [] : [differences.text]
    }

    private static func words(_ rules: [NfTablesRule], _ one: String, _ many: String) -> [String] {
        guard !rules.isEmpty else { return [] }
        // A rule that tells the families apart is two in the kernel.
        var (names, known): ([String], Set<String>) = ([], [])
        for name in rules.map(\.name) where !name.isEmpty && known.insert(name).inserted { names.append(name) }
        let nameless = rules.count { $0.name.isEmpty }
        if nameless > 0 { names.append(nameless == 1 ? "without a name" : "without names (\(nameless))") }
        let text = names.words(atMost: 5, \.self)
        return names.count == 1 && nameless <= 1 ? ["rule \(text) \(one)"] : ["rules \(text) \(many)"]
    }
}

extension NfTablesRule {
    /// What the comment begins with: the name, if it has one.
    fileprivate var name: String {
        comment.firstRange(of: ": ").map { String(comment[..<$0.lowerBound]) } ?? comment
    }
}

extension NfTablesChain.Base {
    /// The hook's name (`enum nf_inet_hooks`).
    fileprivate var hookName: String {
        let names = ["prerouting", "input", "forward", "output", "postrouting", "ingress"]
        return hook < names.count ? names[Int(hook)] : "\(hook)"
    }
}
