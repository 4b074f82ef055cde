public import NetworkTypes

/// A chain of our table as it is in the kernel.
public struct NfTablesChainStatus: ResourceSpec {
    /// Its name; not a member, the id says it.
    public var name = ""
    /// Which packets it sees.
    public var type = ""
    /// Where on their way.
    public var hook = ""
    /// The place among the chains of the hook.
    public var priority: NfTablesPriority?
    /// What becomes of packets on which no rule decides.
    public var policy = ""
    /// The rules in order.
    public var rules: [Rule] = []

    /// A chain without rules.
    public init() {}

    /// A rule as it is in the kernel.
    public struct Rule: FieldRecord {
        /// The kernel's number of it.
        public var handle: UInt32 = 0
        /// The rule of the spec that it carries out, from 0; a rule may be one for each family.
        public var index: UInt32?
        /// What the rule is called, and what for.
        public var comment = ""
        /// Whether it counts.
        public var counter = false

        /// A rule that isn't there.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Rule> = [
            Field(
                "handle", \.handle,
                "The kernel's number of the rule; another one when it is made anew. NFTA_RULE_HANDLE."),
            Field(
                "index", \.index,
                "Which rule of the spec it carries out, from 0; one that tells the families apart is two in the kernel.",
                .omitsEmpty),
            Field("comment", \.comment, "The rule's name and description. NFTA_RULE_USERDATA.", .omitsEmpty),
            Field("counter", \.counter, "Whether it counts packets and bytes: `get firewall` shows them.", .omitsEmpty),
        ]
    }

    /// Every member.
    public static let fields: FieldList<NfTablesChainStatus> = [
        Field("type", \.type, "filter, nat or route; empty for a chain that only others lead to.", .omitsEmpty),
        Field("hook", \.hook, "Where on a packet's way it is.", .omitsEmpty),
        Field("priority", \.priority, "The place among the hook's chains, the smallest first.", .omitsEmpty),
        Field("policy", \.policy, "What becomes of packets on which no rule decides.", .omitsEmpty),
        Field("rules", \.rules, atMost: 2 * Limit.ruleCount, "The rules in the order in which they are tried."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesChainStatus"
    /// What it is for.
    public static let summary = "A chain of our table of the packet filter as it is in the kernel."
    /// As `talosctl get chains`.
    public static let aliases = ["chain", "chains", "nftableschain", "nftableschains"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("TYPE", "type"), Column("HOOK", "hook"), Column("PRIORITY", "priority"), Column("POLICY", "policy"),
    ]
    /// A chain with one rule.
    public static let example = Example(
        "input",
        [
            "type": "filter", "hook": "input", "priority": "filter", "policy": "drop",
            "rules": [["handle": 4, "index": 0, "comment": "ssh: From the office", "counter": true]],
        ])
    /// How an id looks.
    public static let idForm = NfTablesChainSpec.idForm
    /// The name.
    public var id: String { name }
    /// The id is no member.
    public static func members(fromID id: String) -> [String: JSON]? { NfTablesName.isKernelName(id) ? [:] : nil }
}
