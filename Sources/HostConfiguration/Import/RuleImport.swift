import NetworkTypes
import Resources

/// Routing rules as documents: a priority is a document's name, for both families.
struct RuleImport {
    private let rules: [RoutingRuleStatus]

    init(_ statuses: [RoutingRuleStatus]) {
        // The kernel's own: those of its three tables, and what it makes for VRFs.
        rules = statuses.filter { $0.protocol != .kernel }.sorted {
            ($0.priority, $0.family.rawValue) < ($1.priority, $1.family.rawValue)
        }
    }

    /// The documents, then what can't be said.
    var sections: [ImportSection] {
        var sections: [ImportSection] = []
        var remarks: [String] = []
        for (_, group) in Dictionary(grouping: rules, by: \.priority).sorted(by: { $0.key < $1.key }) {
            var isTaken = false
            var rest = group[...]
            while let rule = rest.popFirst() {
                if let reason = isTaken ? "another family's rule has its priority as its name" : Self.reason(rule) {
                    remarks.append("\(Self.words(rule)): \(reason)")
                    continue
                }
                // The same rule of both families is one document without networks.
                let isShared = rest.first.map { Self.isTwin(rule, $0) && Self.reason($0) == nil } ?? false
                if isShared { rest.removeFirst() }
                sections.append(ImportSection(document: Self.document(rule, namesFamily: !isShared)))
                isTaken = true
            }
        }
        return sections + [ImportSection(title: remarks.isEmpty ? [] : ["routing rules"], remarks: remarks)]
    }

    private static func isTwin(_ rule: RoutingRuleStatus, _ other: RoutingRuleStatus) -> Bool {
        guard rule.src == nil, rule.dst == nil else { return false }
        var twin = other
        (twin.family, twin.protocol) = (rule.family, rule.protocol)
        return twin == rule
    }

    private static func document(_ rule: RoutingRuleStatus, namesFamily: Bool) -> JSON {
        var document = RoutingRuleConfig()
        (document.src, document.dst) = (rule.src, rule.dst)
        // A rule without networks would be one of each family.
        if namesFamily, rule.src == nil, rule.dst == nil { document.src = .everything(rule.family) }
        (document.table, document.fwMark, document.fwMask) = (rule.table, rule.fwMark, rule.fwMask)
        document.iifName = rule.iifName?.description ?? ""
        document.oifName = rule.oifName?.description ?? ""
        if rule.action != .unicast { document.action = rule.action }
        var members = document.json.members ?? [:]
        members = members.filter { $0.value != "" && $0.value != .null }
        if rule.table == .unspec { members["table"] = nil }
        // A mark without a mask counts whole.
        if rule.fwMark != 0, rule.fwMask == .max { members["fwMask"] = nil }
        return ImportSection.document(RoutingRuleConfig.kind, name: String(rule.priority), members)
    }

    /// Why a document can't say a rule; `nil` when it can.
    private static func reason(_ rule: RoutingRuleStatus) -> String? {
        let own: Set<RouteProtocol> = [.unspec, .boot, .static, .netstrata]
        guard own.contains(rule.protocol) else {
            return "its protocol is \(rule.protocol); who made it goes on doing so"
        }
        guard rule.further.isEmpty else {
            return "a document can't say \(rule.further.map { "'\($0)'" }.joined(separator: ", "))"
        }
        var document = RoutingRuleConfig()
        document.name = String(rule.priority)
        guard document.priority != nil else { return "its priority is reserved" }
        let actions: [RuleAction] = [.unicast, .blackhole, .unreachable, .prohibit]
        guard actions.contains(rule.action) else { return "a document can't say the action \(rule.action)" }
        guard rule.action != .unicast || rule.table != .unspec else { return "it names no table" }
        guard rule.fwMark != 0 || rule.fwMask == 0 else { return "a document can't say a mask without a mark" }
        return nil
    }

    private static func words(_ rule: RoutingRuleStatus) -> String {
        var words = ["rule", "\(rule.priority):", rule.family.description]
        if let src = rule.src { words += ["from", src.description] }
        if let dst = rule.dst { words += ["to", dst.description] }
        if rule.table != .unspec { words += ["lookup", rule.table.description] }
        return words.joined(separator: " ")
    }
}
