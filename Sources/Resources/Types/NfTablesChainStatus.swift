public import NetworkTypes

/// A chain of our table as it is in the kernel.
///
/// Its rules are in the spec, and what they have counted is told where it is asked for: a row of history for each would be large.
public struct NfTablesChainStatus: ResourceSpec {
    /// Its name.
    public var name: NfTablesName?
    /// Which packets it sees.
    public var type = ""
    /// Where on their way; absent for a chain that only others lead to.
    public var hook: NfTablesChainHook?
    /// The place among the chains of the hook.
    public var priority: NfTablesPriority?
    /// What becomes of packets on which no rule decides.
    public var policy: NfTablesPolicy?
    /// How many rules the kernel has of it.
    public var rules: UInt32 = 0
    /// Whether nothing of its table is in force.
    public var dormant = false

    /// A status at its defaults.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesChainStatus> = [
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("type", \.type, "filter, nat or route. NFTA_CHAIN_TYPE.", .omitsEmpty),
        Field("hook", \.hook, "Where on a packet's way it is. NFTA_HOOK_HOOKNUM.", .omitsEmpty),
        Field("priority", \.priority, "The place among the hook's chains. NFTA_HOOK_PRIORITY.", .omitsEmpty),
        Field("policy", \.policy, "What becomes of packets on which no rule decides. NFTA_CHAIN_POLICY.", .omitsEmpty),
        Field("rules", \.rules, "How many rules it has; one that tells the families apart is two in the kernel."),
        Field("dormant", \.dormant, "Whether nothing of the table is in force. NFT_TABLE_F_DORMANT.", .omitsEmpty),
    ]

    /// The type's name.
    public static let typeName = "NfTablesChainStatus"
    /// What it is for.
    public static let summary = "A chain of the table inet netstrata as it is in the kernel."
    /// As `talosctl get nftableschains`, and the word that `nft` has.
    public static let aliases = ["nftableschain", "nftableschains", "chain", "chains"]
    /// Written by a controller.
    public static let placement = Placement.observed
    /// What a table shows.
    public static let columns = [
        Column("TYPE", "type"), Column("HOOK", "hook"), Column("PRIORITY", "priority"), Column("POLICY", "policy"),
        Column("RULES", "rules"),
    ]
    /// One that lets nobody in but those whom a rule names.
    public static let example = Example(
        "input", ["type": "filter", "hook": "input", "priority": "filter", "policy": "drop", "rules": 3])
    /// How an id looks.
    public static let idForm = NfTablesChainSpec.idForm
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The name.
    public static func members(fromID id: String) -> [String: JSON]? { NfTablesChainSpec.members(fromID: id) }
}

/// What the rules of a chain have counted.
///
/// It is asked of the kernel when somebody wants to see it, and never stored: a count that grows all the time is no change of the chain.
public struct NfTablesChainStatistics: FieldRecord {
    /// The rules, in the order in which they are tried.
    public var rules: [Rule] = []

    /// No rules.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesChainStatistics> = [
        Field("rules", \.rules, "The rules in the order in which they are tried.")
    ]

    /// A rule.
    public struct Rule: FieldRecord {
        /// Its name and description.
        public var comment = ""
        /// The kernel's number of it.
        public var handle = Count()
        /// How many packets it has counted; absent without a counter.
        public var packets: Count?
        /// How many bytes they had.
        public var bytes: Count?

        /// A rule that isn't there.
        public init() {}

        /// Every member.
        public static let fields: FieldList<Rule> = [
            Field("comment", \.comment, "Its name and description.", .omitsEmpty),
            Field("handle", \.handle, "The kernel's number of it, as nft -a shows it. NFTA_RULE_HANDLE."),
            Field("packets", \.packets, "How many packets it has counted. NFTA_COUNTER_PACKETS.", .omitsEmpty),
            Field("bytes", \.bytes, "How many bytes they had. NFTA_COUNTER_BYTES.", .omitsEmpty),
        ]
    }
}
