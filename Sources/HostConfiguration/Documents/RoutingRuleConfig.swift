public import NetworkTypes
public import Resources

/// A routing rule; its priority is the document's name.
public struct RoutingRuleConfig: NetworkDocument {
    /// The priority, as digits.
    public var name = ""
    /// Packets from where; absent is everywhere.
    public var src: IPPrefix?
    /// Packets to where; absent is everywhere.
    public var dst: IPPrefix?
    /// The table that is looked up.
    public var table = RoutingTable.unspec
    /// What the rule does; absent is unicast.
    public var action: RuleAction?
    /// Packets that came in through this link; empty for any.
    public var iifName = ""
    /// Packets that a socket bound to this link sends; empty for any.
    public var oifName = ""
    /// Packets with this mark.
    public var fwMark: UInt32 = 0
    /// The bits of the mark that count.
    public var fwMask: UInt32 = 0

    /// A rule about which nothing is said.
    public init() {}

    /// The kind.
    public static let kind = "RoutingRuleConfig"
    /// Every member.
    public static let fields: FieldList<RoutingRuleConfig> = [
        Field(text: "name", \.name, "The priority, 1 to 32765: lower comes first."),
        Field("src", \.src, "Packets from where; absent is everywhere.", .omitsEmpty),
        Field("dst", \.dst, "Packets to where; absent is everywhere.", .omitsEmpty),
        Field("table", \.table, "The table that is looked up."),
        Field("action", \.action, "unicast, blackhole, unreachable or prohibit.", .omitsEmpty),
        Field(text: "iifName", \.iifName, "Packets that came in through this link."),
        Field(text: "oifName", \.oifName, "Packets of sockets bound to this link."),
        Field("fwMark", \.fwMark, "Packets with this mark.", .omitsEmpty),
        Field("fwMask", \.fwMask, "The bits of the mark that count.", .omitsEmpty),
    ]

    /// The priority; `nil` when the name isn't one that is free.
    public var priority: UInt32? {
        guard name.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt32(name),
            (1...32_765).contains(number),
            !RoutingRuleSpec.reservedPriorities.contains(number)
        else { return nil }
        return number
    }

    /// Priority, table, action, families and mark.
    public func check(_ findings: inout Findings) {
        if priority == nil {
            findings.fault(
                "a priority from 1 to 32765 other than 32500 is expected, not \(JSON.string(name).article)", at: "name")
        }
        let actions: [RuleAction?] = [nil, .unicast, .blackhole, .unreachable, .prohibit]
        if !actions.contains(action) {
            findings.fault("one of unicast, blackhole, unreachable, prohibit is expected", at: "action")
        }
        if table == .unspec, action == nil || action == .unicast {
            findings.fault("either a table or an action other than unicast must be given", at: "table")
        }
        if let src, let dst, src.family != dst.family {
            findings.fault("\(dst) isn't \(src.family) as \(src) is", at: "dst")
        }
        if fwMask != 0, fwMark == 0 { findings.fault("a mask needs a mark", at: "fwMask") }
    }
}
