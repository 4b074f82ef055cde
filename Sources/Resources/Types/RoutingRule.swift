public import NetworkTypes

/// A routing rule that should exist (`ip rule add`; rtnetlink `RTM_NEWRULE`).
public struct RoutingRuleSpec: ResourceSpec {
    /// The protocol version.
    public var family: AddressFamily?
    /// Packets from where; absent is everywhere.
    public var src: IPPrefix?
    /// Packets to where; absent is everywhere.
    public var dst: IPPrefix?
    /// The table that is looked up.
    public var table = RoutingTable.unspec
    /// The place in the order of rules.
    public var priority: UInt32 = 0
    /// What the rule does.
    public var action = RuleAction.unicast
    /// Packets that came in through this link.
    public var iifName: InterfaceName?
    /// Packets that a socket bound to this link sends.
    public var oifName: InterfaceName?
    /// Packets with this mark.
    public var fwMark: UInt32 = 0
    /// The bits of the mark that count.
    public var fwMask: UInt32 = 0
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A rule about which nothing is said.
    public init() {}

    /// The priorities of the kernel's own rules, and one that Talos keeps (`net/ipv4/fib_rules.c`).
    public static let reservedPriorities: [UInt32] = [0, 32_500, 32_766, 32_767]

    /// Every member.
    public static let fields: FieldList<RoutingRuleSpec> = [
        Field("family", \.family, "inet4 or inet6. fib_rule_hdr.family."),
        Field("src", \.src, "Packets from where; empty is everywhere. FRA_SRC.", .omitsEmpty),
        Field("dst", \.dst, "Packets to where; empty is everywhere. FRA_DST.", .omitsEmpty),
        Field("table", \.table, "The table that is looked up; for action unicast. FRA_TABLE."),
        Field("priority", \.priority, "The place in the order: lower comes first. FRA_PRIORITY.", .required),
        Field("action", \.action, "unicast (look the table up), blackhole, unreachable or prohibit."),
        Field("iifName", \.iifName, "Packets that came in through this link. FRA_IIFNAME.", .omitsEmpty),
        Field("oifName", \.oifName, "Packets of sockets bound to this link. FRA_OIFNAME.", .omitsEmpty),
        Field("fwMark", \.fwMark, "Packets with this mark. FRA_FWMARK.", .omitsEmpty),
        Field("fwMask", \.fwMask, "The bits of the mark that count; 0 means all. FRA_FWMASK.", .omitsEmpty),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "RoutingRuleSpec"
    /// What it is for.
    public static let summary = "A routing rule that should exist."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("FROM", "src"), Column("TO", "dst"), Column("TABLE", "table"), Column("PRIORITY", "priority"),
        Column("ACTION", "action", isWide: true), Column("MARK", "fwMark", isWide: true), Column("LAYER", "layer"),
    ]
    /// Packets of one network use a table of their own.
    public static let example = Example("inet4/01000", ["src": "192.0.2.0/24", "table": "100"])
    /// Merged, then applied.
    public static let stages = ["RoutingRuleMergeController", "RoutingRuleSpecController"]
    /// How an id looks.
    public static let idForm = RoutingRuleID.form
    /// Family and priority.
    public var id: String { RoutingRuleID.text(family ?? .inet4, priority) }
    /// Family and priority.
    public static func members(fromID id: String) -> [String: JSON]? { RoutingRuleID.members(id) }

    /// Everywhere as no prefix, host bits cleared, a mask for every mark.
    public func normalized() -> RoutingRuleSpec {
        var spec = self
        spec.family = family ?? src?.family ?? dst?.family ?? .inet4
        spec.src = src?.isEverything == true ? nil : src?.masked
        spec.dst = dst?.isEverything == true ? nil : dst?.masked
        if fwMark != 0, fwMask == 0 { spec.fwMask = .max }
        return spec
    }

    /// Families that differ, priorities that aren't ours, and an action that doesn't fit the table.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ member: String, _ detail: String) { faults.append(Fault(JSONPointer(tokens: [member]), detail)) }
        let family = self.family ?? src?.family ?? dst?.family ?? .inet4
        if let src, src.family != family { fault("src", "\(src) isn't \(family)") }
        if let dst, dst.family != family { fault("dst", "\(dst) isn't \(family)") }
        if Self.reservedPriorities.contains(priority) {
            fault("priority", "\(priority) is reserved: the kernel's own rules have it")
        }
        let actions: [RuleAction] = [.unicast, .blackhole, .unreachable, .prohibit]
        if !actions.contains(action) { fault("action", "one of unicast, blackhole, unreachable, prohibit is expected") }
        if action == .unicast, table == .unspec { fault("table", "which table is looked up must be said") }
        if action != .unicast, table != .unspec { fault("table", "a \(action) rule looks no table up") }
        return faults
    }
}

/// A routing rule as it is in the kernel, ours or somebody else's.
public struct RoutingRuleStatus: ResourceSpec {
    /// The protocol version.
    public var family = AddressFamily.inet4
    /// Packets from where.
    public var src: IPPrefix?
    /// Packets to where.
    public var dst: IPPrefix?
    /// The table that is looked up.
    public var table = RoutingTable.unspec
    /// The place in the order of rules.
    public var priority: UInt32 = 0
    /// What the rule does.
    public var action = RuleAction.unicast
    /// Packets that came in through this link.
    public var iifName: InterfaceName?
    /// Packets that a socket bound to this link sends.
    public var oifName: InterfaceName?
    /// Packets with this mark.
    public var fwMark: UInt32 = 0
    /// The bits of the mark that count.
    public var fwMask: UInt32 = 0
    /// Who made it.
    public var `protocol` = RouteProtocol.unspec
    /// What else it looks at or does.
    public var further: [String] = []

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<RoutingRuleStatus> = [
        Field("family", \.family, "inet4 or inet6. fib_rule_hdr.family."),
        Field("src", \.src, "Packets from where; absent is everywhere. FRA_SRC.", .omitsEmpty),
        Field("dst", \.dst, "Packets to where; absent is everywhere. FRA_DST.", .omitsEmpty),
        Field("table", \.table, "The table that is looked up. FRA_TABLE."),
        Field("priority", \.priority, "The place in the order: lower comes first. FRA_PRIORITY."),
        Field("action", \.action, "What the rule does. fib_rule_hdr.action."),
        Field("iifName", \.iifName, "Packets that came in through this link. FRA_IIFNAME.", .omitsEmpty),
        Field("oifName", \.oifName, "Packets of sockets bound to this link. FRA_OIFNAME.", .omitsEmpty),
        Field("fwMark", \.fwMark, "Packets with this mark. FRA_FWMARK.", .omitsEmpty),
        Field("fwMask", \.fwMask, "The bits of the mark that count. FRA_FWMASK.", .omitsEmpty),
        Field("protocol", \.protocol, "Who made it; netstrata is ours. FRA_PROTOCOL."),
        Field(
            "further", \.further, "What else it looks at or does, by the words of ip-rule(8): not, uidrange, sport.",
            .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "RoutingRuleStatus"
    /// What it is for.
    public static let summary = "A routing rule as it is in the kernel, ours or somebody else's."
    /// As `talosctl get routingrules`, and the word that `ip` has.
    public static let aliases = ["routingrule", "routingrules", "rule", "rules"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("FROM", "src"), Column("TO", "dst"), Column("TABLE", "table"), Column("PRIORITY", "priority"),
        Column("ACTION", "action", isWide: true), Column("PROTOCOL", "protocol"),
    ]
    /// The kernel's rule for the main table.
    public static let example = Example("inet4/32766", ["table": "main", "protocol": "kernel"])
    /// How an id looks.
    public static let idForm = RoutingRuleID.form
    /// Family and priority.
    public var id: String { RoutingRuleID.text(family, priority) }
    /// Family and priority.
    public static func members(fromID id: String) -> [String: JSON]? { RoutingRuleID.members(id) }
}

/// The id of a rule: family and priority with five digits, so that text order is rule order.
enum RoutingRuleID {
    static let form = "<family>/<priority with five digits>, such as inet4/01000"

    static func text(_ family: AddressFamily, _ priority: UInt32) -> String {
        let digits = String(priority)
        return "\(family)/\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)"
    }

    static func members(_ id: String) -> [String: JSON]? {
        let parts = id.segments()
        guard parts.count == 2, let family = AddressFamily(parts[0]), let priority = UInt32(digits: parts[1])
        else { return nil }
        return ["family": family.json, "priority": .integer(Int64(priority))]
    }
}
