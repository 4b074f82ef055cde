import CNftnl
import Glibc

/// Writes the changes of a table as the messages of one transaction.
struct NfTablesWriter {
    private let table: String
    private(set) var messages: NfTablesMessages
    /// Which change each message belongs to.
    private(set) var places: [Int] = []
    /// `NFT_RULE_MAXEXPRS`, `net/netfilter/nf_tables_api.c`.
    private static let stepLimit = 128
    /// The number of the last set of a rule's own.
    private var lastSetID: UInt32 = 0
    /// What a new rule is asked for with.
    private let ruleFlags: Int32

    /// - Parameters:
    ///   - table: Its name, in the family `inet`.
    ///   - generation: The generation of the ruleset on which the changes are planned.
    ///   - asksForHandles: Whether the kernel is to tell which handles it gives to new rules.
    init(table: String, generation: UInt32?, asksForHandles: Bool) {
        self.table = table
        ruleFlags = NLM_F_CREATE | (asksForHandles ? NLM_F_ECHO : 0)
        messages = NfTablesMessages(family: Int32(NFPROTO_INET))
        messages.addBatch(NFNL_MSG_BATCH_BEGIN, generation: generation)
        places.append(-1)
    }

    /// Ends the transaction.
    mutating func finish() { messages.addBatch(NFNL_MSG_BATCH_END) }

    /// Adds a change.
    ///
    /// - Throws: What can't be written.
    mutating func add(_ change: NfTablesChange, at place: Int) throws(KernelError) {
        switch change {
        case .addTable: try writeTable(NFT_MSG_NEWTABLE, NLM_F_CREATE, flags: 0)
        case .deleteTable: try writeTable(NFT_MSG_DELTABLE)
        case .addChain(let chain): try write(NFT_MSG_NEWCHAIN, NLM_F_CREATE, chain)
        case .deleteChain(let name): try write(NFT_MSG_DELCHAIN, 0, NfTablesChain(name))
        case .addRule(var rule, let chain, let next):
            // One that is made anew brings its former handle, under which the kernel takes no other rule.
            rule.handle = 0
            try write(NFT_MSG_NEWRULE, ruleFlags | (next == nil ? NLM_F_APPEND : 0), rule, chain, before: next)
        case .replaceRule(let rule, let chain): try write(NFT_MSG_NEWRULE, NLM_F_REPLACE, rule, chain)
        case .deleteRule(let handle, let chain):
            var rule = NfTablesRule([])
            rule.handle = handle
            try write(NFT_MSG_DELRULE, 0, rule, chain)
        case .addSet(let name, let set): try writeSet(NFT_MSG_NEWSET, NLM_F_CREATE, name, set, id: nextSetID())
        case .deleteSet(let name): try writeSet(NFT_MSG_DELSET, 0, name, nil, id: 0)
        case .deleteStranger(let stranger):
            let table = table
            messages.add(stranger.deletion) { stranger.put(in: $0, table: table) }
        case .addElements(let name, let set): try writeElements(NFT_MSG_NEWSETELEM, NLM_F_CREATE, name, set, id: 0)
        case .deleteElements(let name, let set):
            try writeElements(NFT_MSG_DELSETELEM, 0, name, set, id: 0)
        }
        places += [Int](repeating: place, count: Int(messages.count) - places.count)
    }

    private mutating func nextSetID() -> UInt32 {
        lastSetID += 1
        return lastSetID
    }

    private mutating func writeTable(
        _ type: nf_tables_msg_types, _ flags: Int32 = 0, flags tableFlags: UInt32? = nil
    ) throws(KernelError) {
        let object = try NfTablesReading.owned(nftnl_table_alloc(), "nftnl_table_alloc")
        defer { nftnl_table_free(object) }
        nftnl_table_set_str(object, UInt16(NFTNL_TABLE_NAME.rawValue), try NftnlExpression.checked(table))
        if let tableFlags { nftnl_table_set_u32(object, UInt16(NFTNL_TABLE_FLAGS.rawValue), tableFlags) }
        messages.add(type, flags) { nftnl_table_nlmsg_build_payload($0, object) }
    }

    private mutating func write(_ type: nf_tables_msg_types, _ flags: Int32, _ chain: NfTablesChain) throws(KernelError)
    {
        let object = try NfTablesReading.owned(nftnl_chain_alloc(), "nftnl_chain_alloc")
        defer { nftnl_chain_free(object) }
        nftnl_chain_set_str(object, UInt16(NFTNL_CHAIN_TABLE.rawValue), table)
        nftnl_chain_set_str(object, UInt16(NFTNL_CHAIN_NAME.rawValue), try NftnlExpression.checked(chain.name))
        if let base = chain.base {
            nftnl_chain_set_str(object, UInt16(NFTNL_CHAIN_TYPE.rawValue), try NftnlExpression.checked(base.type))
            nftnl_chain_set_u32(object, UInt16(NFTNL_CHAIN_HOOKNUM.rawValue), base.hook)
            nftnl_chain_set_s32(object, UInt16(NFTNL_CHAIN_PRIO.rawValue), base.priority)
            let policy = UInt32(base.accepts ? NF_ACCEPT : NF_DROP)
            nftnl_chain_set_u32(object, UInt16(NFTNL_CHAIN_POLICY.rawValue), policy)
        }
        messages.add(type, flags) { nftnl_chain_nlmsg_build_payload($0, object) }
    }

    private mutating func write(
        _ type: nf_tables_msg_types, _ flags: Int32, _ rule: NfTablesRule, _ chain: String, before next: UInt64? = nil
    ) throws(KernelError) {
        guard rule.expressions.count <= Self.stepLimit else {
            throw .malformed("a rule of \(rule.expressions.count) steps")
        }
        let object = try NfTablesReading.owned(nftnl_rule_alloc(), "nftnl_rule_alloc")
        defer { nftnl_rule_free(object) }
        nftnl_rule_set_str(object, UInt16(NFTNL_RULE_TABLE.rawValue), table)
        nftnl_rule_set_str(object, UInt16(NFTNL_RULE_CHAIN.rawValue), try NftnlExpression.checked(chain))
        if rule.handle != 0 { nftnl_rule_set_u64(object, UInt16(NFTNL_RULE_HANDLE.rawValue), rule.handle) }
        if let next { nftnl_rule_set_u64(object, UInt16(NFTNL_RULE_POSITION.rawValue), next) }
        if let note = rule.userData {
            nftnl_rule_set_data(object, UInt16(NFTNL_RULE_USERDATA.rawValue), note, UInt32(note.count))
        }
        for expression in rule.expressions {
            var id: UInt32 = 0
            if case .lookup(_, .own(let set), _) = expression {
                id = nextSetID()
                try writeSet(NFT_MSG_NEWSET, NLM_F_CREATE, NfTablesSet.ownName, set, id: id)
                try writeElements(NFT_MSG_NEWSETELEM, NLM_F_CREATE, NfTablesSet.ownName, set, id: id)
            }
            try expression.object(setID: id).move(intoRule: object)
        }
        messages.add(type, flags) { nftnl_rule_nlmsg_build_payload($0, object) }
    }

    private mutating func writeSet(
        _ type: nf_tables_msg_types, _ flags: Int32, _ name: String, _ set: NfTablesSet?, id: UInt32
    ) throws(KernelError) {
        let object = try NfTablesReading.owned(nftnl_set_alloc(), "nftnl_set_alloc")
        defer { nftnl_set_free(object) }
        set.map { $0.describe(object, name) }
        nftnl_set_set_str(object, UInt16(NFTNL_SET_TABLE.rawValue), table)
        nftnl_set_set_str(object, UInt16(NFTNL_SET_NAME.rawValue), try NftnlExpression.checked(name))
        if id != 0 { nftnl_set_set_u32(object, UInt16(NFTNL_SET_ID.rawValue), id) }
        messages.add(type, flags) { nftnl_set_nlmsg_build_payload($0, object) }
    }

    private mutating func writeElements(
        _ type: nf_tables_msg_types, _ flags: Int32, _ name: String, _ set: NfTablesSet, id: UInt32
    ) throws(KernelError) {
        guard !set.elements.isEmpty else { return }
        let object = try NfTablesReading.owned(nftnl_set_alloc(), "nftnl_set_alloc")
        defer { nftnl_set_free(object) }
        nftnl_set_set_str(object, UInt16(NFTNL_SET_TABLE.rawValue), table)
        nftnl_set_set_str(object, UInt16(NFTNL_SET_NAME.rawValue), try NftnlExpression.checked(name))
        if id != 0 { nftnl_set_set_u32(object, UInt16(NFTNL_SET_ID.rawValue), id) }
        try set.addElements(to: object, isGoing: type == NFT_MSG_DELSETELEM)
        let elements = try NfTablesReading.owned(nftnl_set_elems_iter_create(object), "nftnl_set_elems_iter_create")
        defer { nftnl_set_elems_iter_destroy(elements) }
        while messages.addElements(type, flags, elements) {}
    }
}

extension NfTablesRule {
    /// The comment as nft(8) keeps it: its type, its length, and the text with a NUL.
    fileprivate var userData: [UInt8]? {
        guard !comment.isEmpty else { return nil }
        let text = Array(comment.utf8.prefix(Self.commentLimit)) + [0]
        return [UInt8(NFTNL_UDATA_RULE_COMMENT.rawValue), UInt8(text.count)] + text
    }

    /// `NFTNL_UDATA_COMMENT_MAXLEN` of nft(8), without the NUL.
    public static let commentLimit = 127

    /// The comment in such bytes; empty where there is none.
    static func comment(_ userData: [UInt8]) -> String {
        var rest = userData[...]
        while rest.count > 2 {
            let (type, length) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]))
            rest = rest.dropFirst(2)
            if type == UInt8(NFTNL_UDATA_RULE_COMMENT.rawValue) {
                return String(decoding: rest.prefix(length).prefix { $0 != 0 }, as: UTF8.self)
            }
            rest = rest.dropFirst(length)
        }
        return ""
    }
}
