import Resources

/// In which order members stood in texts, place by place.
struct MemberOrder: Sendable {
    private var ranks: [String: Int] = [:]
    private var members: [String: MemberOrder] = [:]
    /// Of all elements of a list; at most one.
    private var list: [MemberOrder] = []
    /// Whether places of which nothing is noted have the same order.
    private var isEverywhere = false

    /// Nothing is noted yet.
    init() {}

    /// One order for all places.
    init(everywhere names: [String]) {
        isEverywhere = true
        for name in names { ranks[name] = ranks.count }
    }

    /// Notes what a text has; what came before keeps its place.
    mutating func add(_ node: YAMLNode) {
        switch node.content {
        case .scalar: return
        case .list(let elements):
            var order = list.first ?? MemberOrder()
            for element in elements { order.add(element) }
            list = [order]
        case .mapping(let nodes):
            for member in nodes {
                if ranks[member.name] == nil { ranks[member.name] = ranks.count }
                members[member.name, default: MemberOrder()].add(member.value)
            }
        }
    }

    /// The order in elements of a list that is here.
    var elements: MemberOrder { list.first ?? (isEverywhere ? self : MemberOrder()) }

    /// The order in a member.
    func member(_ name: String) -> MemberOrder { members[name] ?? (isEverywhere ? self : MemberOrder()) }

    /// Members in their order; those that no text has come last, by name.
    func sorted(_ values: [String: JSON]) -> [(key: String, value: JSON)] {
        values.sorted { (ranks[$0.key] ?? .max, $0.key) < (ranks[$1.key] ?? .max, $1.key) }
    }
}
