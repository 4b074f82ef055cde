public import NetworkTypes

/// A chain of the packet filter that should exist, with its rules in order (`nft add chain`; `NFT_MSG_NEWCHAIN`).
public struct NfTablesChainSpec: ResourceSpec {
    /// Its name.
    public var name: NfTablesName?
    /// Which packets it sees.
    public var type: NfTablesChainType?
    /// Where on their way; absent for a chain that only others lead to.
    public var hook: NfTablesChainHook?
    /// The place among the chains of the hook.
    public var priority: NfTablesPriority?
    /// What becomes of packets on which no rule decides.
    public var policy: NfTablesPolicy?
    /// The rules; the first that decides, decides.
    public var rules: [NfTablesRuleSpec] = []
    /// Where the intent comes from.
    public var layer = ConfigurationLayer.api

    /// A chain about which nothing is said.
    public init() {}

    /// Every member.
    public static let fields: FieldList<NfTablesChainSpec> = [
        Field("name", \.name, "Its name; follows from the id.", .required),
        Field("type", \.type, "filter, nat or route; filter if absent. NFTA_CHAIN_TYPE.", .omitsEmpty),
        Field(
            "hook", \.hook,
            "Where on a packet's way it is; absent for a chain that only `jump` and `goto` lead to. NFTA_HOOK_HOOKNUM.",
            .omitsEmpty),
        Field(
            "priority", \.priority,
            "The place among the hook's chains, the smallest first; filter if absent. NFTA_HOOK_PRIORITY.", .omitsEmpty),
        Field(
            "policy", \.policy,
            "What becomes of packets on which no rule decides; accept if absent. NFTA_CHAIN_POLICY.",
            .omitsEmpty),
        Field(
            "rules", \.rules, atMost: Limit.ruleCount,
            "The rules in order: the first that decides on a packet, decides."),
        Field("layer", \.layer, "Where the intent comes from; follows from the id."),
    ]

    /// The type's name.
    public static let typeName = "NfTablesChainSpec"
    /// What it is for.
    public static let summary = "A chain of the packet filter that should exist, with its rules in order."
    /// People's intent in layers.
    public static let placement = Placement.layered
    /// What a table shows.
    public static let columns = [
        Column("TYPE", "type"), Column("HOOK", "hook"), Column("PRIORITY", "priority"), Column("POLICY", "policy"),
        Column("LAYER", "layer"),
    ]
    /// Whoever isn't known may not come in.
    public static let example = Example(
        "input",
        [
            "hook": "input", "policy": "drop",
            "rules": [
                ["name": "loopback", "matchIIfName": ["interfaceName": ["lo"]], "verdict": "accept"],
                [
                    "name": "answers", "matchConntrackState": ["states": ["established", "related"]],
                    "verdict": "accept",
                ],
                [
                    "name": "ssh", "description": "From the office", "anonymousCounter": true, "verdict": "accept",
                    "matchSourceAddress": ["includeSubnets": ["192.0.2.0/24"]],
                    "matchLayer4": ["protocol": "tcp", "matchDestinationPort": ["ranges": [22]]],
                ],
            ],
        ])
    /// Merged, then applied.
    public static let stages = ["NfTablesChainMergeController", NfTablesObjects.controller]
    /// How an id looks.
    public static let idForm = "the chain's name, such as input"
    /// The name.
    public var id: String { name?.description ?? "" }
    /// The name.
    public static func members(fromID id: String) -> [String: JSON]? { NfTablesName(id).map { ["name": $0.json] } }

    /// A base chain's type, priority and policy said.
    public func normalized() -> NfTablesChainSpec {
        guard hook != nil else { return self }
        var spec = self
        (spec.type, spec.priority, spec.policy) = (type ?? .filter, priority ?? .filter, policy ?? .accept)
        return spec
    }
}
