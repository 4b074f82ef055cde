import Resources

/// Merges one document into another: members by name, lists one after the other, with exceptions.
struct StrategicMerge {
    /// The member that asks for more than merging.
    static let directive = "$patch"

    private let rules: [MergeRule]
    private(set) var faults: [Fault] = []

    /// A merge of documents of a kind.
    init(_ kind: String) { rules = MergeRule.all.filter { $0.kind == kind } }

    /// What comes out; `faults` says what can't be done.
    mutating func merged(_ old: JSON, _ change: JSON) -> JSON { merge(old, change, []) }

    private func rule(_ path: [String]) -> MergeRule.Kind? { rules.first { $0.matches(path) }?.rule }

    private mutating func merge(_ old: JSON?, _ change: JSON, _ path: [String]) -> JSON {
        switch change {
        case .object(let members):
            // What takes the place of all that is there still needs its own directives taken out.
            let replaces = rule(path) == .replaced && !members.isEmpty
            return merge(members: replaces ? [:] : old?.members ?? [:], members, path)
        case .array(let elements): return merge(list: old?.elements ?? [], elements, path)
        case .null, .string(""), .integer(0): return old ?? change
        case .bool, .integer, .number, .string: return change
        }
    }

    private mutating func merge(members old: [String: JSON], _ change: [String: JSON], _ path: [String]) -> JSON {
        var result = old
        for (name, value) in change.sorted(by: { $0.key < $1.key }) {
            let place = path + [name]
            guard name != Self.directive else {
                faults.append(Fault(JSONPointer(tokens: place), "it stands for a member, an item or a document"))
                continue
            }
            if let directive = value[Self.directive], value.members?.count == 1 {
                delete(name, directive, &result, place)
            } else {
                result[name] = merge(result[name], value, place)
            }
        }
        return .object(result)
    }

    private mutating func delete(
        _ name: String, _ directive: JSON, _ members: inout [String: JSON], _ place: [String]
    ) {
        guard isDelete(directive, place) else { return }
        if members.removeValue(forKey: name) == nil {
            faults.append(Fault(JSONPointer(tokens: place), "there is nothing to delete"))
        }
    }

    private mutating func isDelete(_ directive: JSON, _ place: [String]) -> Bool {
        if directive == .string("delete") { return true }
        faults.append(Fault(JSONPointer(tokens: place + [Self.directive]), "'delete' is expected"))
        return false
    }

    private mutating func merge(list old: [JSON], _ change: [JSON], _ path: [String]) -> JSON {
        var result = old
        var additions: [(index: Int, value: JSON)] = []
        // Deletions come first, so that an item can be made anew.
        for (index, item) in change.enumerated() {
            guard var wanted = item.members, let directive = wanted.removeValue(forKey: Self.directive) else {
                additions.append((index, item))
                continue
            }
            let place = path + [String(index)]
            guard isDelete(directive, place) else { continue }
            let count = result.count
            if !wanted.isEmpty {
                result.removeAll { found in wanted.allSatisfy { found[$0.key] == $0.value } }
            }
            if result.count == count {
                faults.append(Fault(JSONPointer(tokens: place), "there is no such item to delete"))
            }
        }
        let rule = rule(path)
        if rule == .replaced, !additions.isEmpty || change.isEmpty { result = [] }
        for (index, value) in additions {
            let place = path + [String(index)]
            if case .keyed(let names) = rule, let found = result.firstIndex(where: { Self.match($0, value, names) }) {
                result[found] = merge(result[found], value, place)
            } else {
                result.append(merge(nil, value, place))
            }
        }
        return .array(result)
    }

    /// Whether two items have one of the keys, and the same.
    private static func match(_ old: JSON, _ change: JSON, _ names: [String]) -> Bool {
        names.contains { name in change[name] != nil && change[name] == old[name] }
    }
}

/// Where merging isn't what it usually is.
struct MergeRule: Sendable {
    /// What is done instead.
    enum Kind: Equatable, Sendable {
        /// What is new takes the place of what is there.
        case replaced
        /// Items with the same value of one of the members are merged.
        case keyed([String])
    }

    let kind: String
    private let path: [String]
    let rule: Kind

    private init(_ kind: String, _ path: String, _ rule: Kind) {
        self.kind = kind
        self.path = path.split(separator: ".").map(String.init)
        self.rule = rule
    }

    /// Whether it is about a place; `*` stands for any index.
    func matches(_ place: [String]) -> Bool {
        place.count == path.count && zip(path, place).allSatisfy { $0 == "*" || $0 == $1 }
    }

    /// All of them.
    static let all: [MergeRule] = [
        MergeRule(LegacyDocument.label, "machine.network.interfaces", .keyed(["interface", "deviceSelector"])),
        MergeRule(LegacyDocument.label, "machine.network.interfaces.*.vlans", .keyed(["vlanId"])),
        MergeRule(LegacyDocument.label, "cluster.network.podSubnets", .replaced),
        MergeRule(LegacyDocument.label, "cluster.network.serviceSubnets", .replaced),
        MergeRule(LegacyDocument.label, "cluster.apiServer.admissionControl", .keyed(["name"])),
        MergeRule(LegacyDocument.label, "cluster.apiServer.auditPolicy", .replaced),
        MergeRule("KubeNetworkConfig", "podSubnets", .replaced),
        MergeRule("KubeNetworkConfig", "serviceSubnets", .replaced),
        MergeRule("ExtensionServiceConfig", "configFiles", .keyed(["mountPath"])),
        MergeRule(NetworkRuleConfig.kind, "ingress", .replaced),
        MergeRule(NetworkRuleConfig.kind, "portSelector.ports", .replaced),
        MergeRule(BGPInstanceConfig.kind, "advertise", .replaced),
        MergeRule(BGPInstanceConfig.kind, "importRoutes", .replaced),
        MergeRule(BGPInstanceConfig.kind, "neighbors", .replaced),
    ]
}
