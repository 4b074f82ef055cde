import Resources
import Store

/// Since when a rule is in its chain, and since when it is as it is.
struct RuleRecord {
    /// The change that brought it; `nil` where that isn't kept any more.
    private var addition: Change?
    /// The last change of it, if there was one since.
    private var modification: Change?

    /// How many changes of a chain are looked at; what is older counts as not kept.
    private static let depth = 1024
    private static let page = 64

    /// The records of a chain's rules, in their order.
    ///
    /// A rule is known again by its name; one without a name by what it says.
    static func of(
        _ rules: [NfTablesRuleSpec], in key: ResourceKey, _ store: ResourceStore
    ) throws(Problem) -> [RuleRecord] {
        var records = [RuleRecord](repeating: RuleRecord(), count: rules.count)
        var open = Dictionary(rules.enumerated().map { ($1.identity, ($0, $1.json)) }) { first, _ in first }
        var contents = open.mapValues(\.1)
        var later: Change?
        var before = Int64.max
        var seen = 0
        while seen < depth, !open.isEmpty {
            let changes = try answering { () throws(StoreError) in
                try store.changes(before: before, matching: HistoryFilter(key), limit: page)
            }
            for change in changes {
                let past = change.operation == .destroyed ? [:] : change.resource.rules
                for (identity, (place, _)) in open {
                    if contents[identity] != nil, past[identity] != contents[identity] {
                        records[place].modification = later
                        contents[identity] = nil
                    }
                    if past[identity] == nil {
                        records[place].addition = later
                        open[identity] = nil
                    }
                }
                later = change
            }
            seen += changes.count
            guard changes.count == page, let last = changes.last else { break }
            before = last.revision
        }
        // What is in the chain since it came into being has its maker.
        if let later, later.operation == .created {
            for (place, _) in open.values { records[place].addition = later }
            for identity in contents.keys { if let place = open[identity]?.0 { records[place].modification = later } }
        }
        return records
    }

    /// Who added the rule, and who changed it last if that was another time.
    func members(_ authors: inout Authors) throws(Problem) -> [String: JSON] {
        var members: [String: JSON] = [:]
        members["added"] = try addition.map { change throws(Problem) in try authors.json(of: change) }
        if let modification, modification.revision != addition?.revision {
            members["changed"] = try authors.json(of: modification)
        }
        return members
    }
}

extension Authors {
    /// Who stands behind a change, when it was and why.
    fileprivate mutating func json(of change: Change) throws(Problem) -> JSON {
        let author = try author(of: change)
        var members = author.transaction.members
        members["revision"] = .integer(author.revision)
        members["transaction"] = .integer(author.transaction.id)
        return .object(members)
    }
}

extension NfTablesRuleSpec {
    /// By what a rule is known again.
    fileprivate var identity: String { name.isEmpty ? json.canonical : name }
}

extension Resource {
    /// The rules of a chain, by what they are known again; nothing where the spec can't be read.
    fileprivate var rules: [String: JSON] {
        let rules = NfTablesChainSpec.read(spec)?.rules ?? []
        return Dictionary(rules.map { ($0.identity, $0.json) }) { first, _ in first }
    }
}
