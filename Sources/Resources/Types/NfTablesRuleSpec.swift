import NetworkTypes

/// A rule of a chain: which packets it means, and what it does with them.
///
/// All that it names must be so of a packet; then all that it does is done, in the order of the members.
public struct NfTablesRuleSpec: FieldRecord {
    /// What it is called.
    public var name = ""
    /// What it is for.
    public var description = ""
    /// By which links packets come in.
    public var matchIIfName: NfTablesInterfaceMatch?
    /// By which links they go out.
    public var matchOIfName: NfTablesInterfaceMatch?
    /// Which mark they have.
    public var matchMark: NfTablesMark?
    /// In which states their connections are.
    public var matchConntrackState: NfTablesConntrackStateMatch?
    /// Which hardware addresses they come from.
    public var matchSourceMAC: NfTablesMACMatch?
    /// Where they come from.
    public var matchSourceAddress: NfTablesAddressMatch?
    /// Where they go.
    public var matchDestinationAddress: NfTablesAddressMatch?
    /// What they carry.
    public var matchLayer4: NfTablesLayer4Match?
    /// What the routing tables say of them.
    public var matchFib: NfTablesFibMatch?
    /// When they come.
    public var matchTime: NfTablesTimeMatch?
    /// How many come.
    public var matchLimit: NfTablesLimitMatch?
    /// How large their segments may be.
    public var clampMSS: NfTablesClampMSS?
    /// What their mark becomes.
    public var setMark: NfTablesMark?
    /// Whether they belong to no connection.
    public var notrack = false
    /// Whether they are counted.
    public var anonymousCounter = false
    /// What is logged of them.
    public var log: NfTablesLog?
    /// What becomes of their addresses.
    public var nat: NfTablesTranslation?
    /// What becomes of them.
    public var verdict: NfTablesVerdictSpec?
    /// What the sender of a rejected one is told.
    public var rejectWith: NfTablesRejection?
    /// The map that has what becomes of them.
    public var verdictMap: NfTablesLookup?
    /// The chain whose rules come next, and then those after this one.
    public var jump: NfTablesName?
    /// The chain whose rules come next, and no more of this one.
    public var goto: NfTablesName?

    /// A rule for all packets that does nothing.
    public init() {}

    /// Every member, in the order in which it is carried out.
    public static let fields: FieldList<NfTablesRuleSpec> = [
        Field("name", \.name, "What it is called; of a chain's rules each has another name, or none.", .omitsEmpty),
        Field(
            "description", \.description,
            "What it is for. Name and description are the rule's comment in the kernel, of \(Limit.ruleComment) bytes.",
            .omitsEmpty),
        Field("matchIIfName", \.matchIIfName, "By which links packets come in. NFT_META_IIFNAME.", .omitsEmpty),
        Field("matchOIfName", \.matchOIfName, "By which links packets go out. NFT_META_OIFNAME.", .omitsEmpty),
        Field("matchMark", \.matchMark, "Which mark packets have. NFT_META_MARK.", .omitsEmpty),
        Field(
            "matchConntrackState", \.matchConntrackState, "In which states packets' connections are. NFT_CT_STATE.",
            .omitsEmpty),
        Field("matchSourceMAC", \.matchSourceMAC, "Which hardware addresses packets come from.", .omitsEmpty),
        Field("matchSourceAddress", \.matchSourceAddress, "Where packets come from.", .omitsEmpty),
        Field("matchDestinationAddress", \.matchDestinationAddress, "Where packets go.", .omitsEmpty),
        Field("matchLayer4", \.matchLayer4, "What packets carry.", .omitsEmpty),
        Field("matchFib", \.matchFib, "What the routing tables say of packets' addresses.", .omitsEmpty),
        Field("matchTime", \.matchTime, "When packets come, in UTC.", .omitsEmpty),
        Field("matchLimit", \.matchLimit, "How many packets match in a span of time.", .omitsEmpty),
        Field(
            "clampMSS", \.clampMSS,
            "How large segments of new TCP connections may be. That is a condition too: what else the rule does is done only with "
                + "packets that ask for larger ones (SYN with the option MSS, of either side).", .omitsEmpty),
        Field("setMark", \.setMark, "What packets' mark becomes.", .omitsEmpty),
        Field("notrack", \.notrack, "Whether packets belong to no connection; before conntrack only.", .omitsEmpty),
        Field("anonymousCounter", \.anonymousCounter, "Whether packets and their bytes are counted.", .omitsEmpty),
        Field("log", \.log, "What is logged of packets.", .omitsEmpty),
        Field("nat", \.nat, "What becomes of packets' addresses; in chains of the type nat.", .omitsEmpty),
        Field("verdict", \.verdict, "drop, accept, reject or return; absent goes on with the next rule.", .omitsEmpty),
        Field(
            "rejectWith", \.rejectWith, "What the sender of a rejected packet is told; port-unreachable if absent.",
            .omitsEmpty),
        Field(
            "verdictMap", \.verdictMap,
            "A map of verdicts that says what becomes of packets; what isn't in it goes on with the next rule.",
            .omitsEmpty),
        Field("jump", \.jump, "The chain whose rules come next, and then those after this one.", .omitsEmpty),
        Field("goto", \.goto, "The chain whose rules come next, and no more of this one.", .omitsEmpty),
    ]

    /// The comment that the rule has in the kernel.
    public var comment: String {
        name.isEmpty || description.isEmpty ? name + description : "\(name): \(description)"
    }

    /// The chain that it leads to.
    public var target: NfTablesName? { jump ?? goto }

    /// What can't be said together, and a comment that has no room.
    public func contradictions() -> [Fault] {
        var faults: [Fault] = []
        func fault(_ tokens: [String], _ detail: String) { faults.append(Fault(JSONPointer(tokens: tokens), detail)) }
        if comment.utf8.count > Limit.ruleComment {
            fault(
                [description.isEmpty ? "name" : "description"],
                "name and description have \(comment.utf8.count) bytes with what joins them; the kernel keeps \(Limit.ruleComment)"
            )
        }
        let ends = [
            ("nat", nat != nil), ("verdict", verdict != nil), ("verdictMap", verdictMap != nil), ("jump", jump != nil),
            ("goto", goto != nil),
        ].filter(\.1).map(\.0)
        for end in ends.dropFirst() { fault([end], "a rule ends once: it has \(ends[0]) already") }
        let isTCP = matchLayer4?.protocol == .tcp
        if rejectWith != nil, verdict != .reject {
            fault(["rejectWith"], "only a rule with the verdict reject tells the sender")
        }
        if rejectWith == .tcpReset, !isTCP {
            fault(["rejectWith"], "tcp-reset needs matchLayer4 with the protocol tcp")
        }
        if clampMSS != nil, let number = matchLayer4?.protocol, !isTCP {
            fault(["clampMSS"], "\(number) has no segments; tcp has")
        }
        if nat?.port != nil, matchLayer4?.protocol?.hasPorts != true {
            fault(["nat", "port"], "matchLayer4 must name a protocol that has ports")
        }
        if let family = nat?.address?.family, !families.contains(family) {
            fault(["nat", "address"], "no packet that the rule matches is of \(family)")
        }
        return faults + (setMark?.faultsWhenSet("setMark") ?? []) + (matchMark?.faultsWhenCompared("matchMark") ?? [])
            + lookupFaults()
    }
}
