import CMnl
import CNftnl
import Glibc

/// A table of nftables in the family `inet` (nft(8)), read and changed on a thread of its own.
public actor NfTables {
    /// The table's name.
    public nonisolated let table: String
    /// Who else changed what, where a monitor writes it down.
    public nonisolated let foreignChanges: ForeignChanges?
    private let executor: BlockingExecutor
    private let socket: NetlinkSocket
    private let session: RequestSession
    private static let newRule = Int(NFNL_SUBSYS_NFTABLES) << 8 | Int(NFT_MSG_NEWRULE.rawValue)
    /// What was read last, or is known after a transaction of ours; it holds as long as nobody makes another generation.
    private var seen: NfTablesState?

    /// The thread that all of it runs on.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens a socket, which stays in the network namespace of the thread that calls this.
    ///
    /// - Parameters:
    ///   - table: The name of the table, whether it is there or not.
    ///   - foreignChanges: Where a monitor writes down what others change; what is changed here is ours.
    /// - Throws: `unavailable`.
    public init(table: String, foreignChanges: ForeignChanges? = nil) throws(KernelError) {
        self.table = table
        self.foreignChanges = foreignChanges
        socket = try NetlinkSocket(
            family: NETLINK_NETFILTER, sendBuffer: Limit.requestBuffer, receiveBuffer: Limit.handleBuffer)
        foreignChanges?.exclude(socket.portID)
        session = RequestSession(socket)
        executor = try BlockingExecutor(label: "nftables")
    }

    /// What the table is like, all of one generation; what rules have counted may be older.
    ///
    /// - Throws: `unavailable`, `refused`, `malformed`; `interrupted` while others change the ruleset all the time.
    public func state() throws(KernelError) -> NfTablesState {
        for _ in 0..<Limit.dumpAttempts {
            let generation = try generation()
            if let known = known(in: generation) { return known }
            let flags = try flags()
            var state = NfTablesState(generation: generation, isThere: flags != nil)
            state.isDormant = (flags ?? 0) & NFT_TABLE_F_DORMANT.rawValue != 0
            if state.isThere { try fill(&state) }
            guard try self.generation() == generation else { continue }
            seen = state
            return state
        }
        throw .interrupted
    }

    /// What is known of the table in a generation: what others do to their tables makes another of it, and ours stays as it is.
    private func known(in generation: UInt32) -> NfTablesState? {
        guard let earlier = seen?.generation,
            earlier == generation || foreignChanges?.isSame(in: generation, as: earlier) == true
        else { return nil }
        seen?.generation = generation
        // What comes to its end makes no generation.
        seen?.expire(at: HostClock.millisecondsSince1970)
        return seen
    }

    /// The same with what rules have counted until now.
    ///
    /// - Throws: As `state`.
    public func counted() throws(KernelError) -> NfTablesState {
        seen = nil
        return try state()
    }

    /// Makes some changes, all of them or none.
    ///
    /// - Parameters:
    ///   - changes: What is to be done, in order.
    ///   - generation: The generation of the ruleset on which they are planned; `nil` for any.
    /// - Returns: What came of it.
    /// - Throws: `malformed` for what can't be written, and `unavailable` where it isn't known what was done.
    public func apply(
        _ changes: [NfTablesChange], plannedOn generation: UInt32? = nil
    ) throws(KernelError) -> NfTablesOutcome {
        guard !changes.isEmpty else { return .done }
        let foresight =
            generation == seen?.generation
            ? NfTablesForesight(seen, changes, ruleLimit: socket.acknowledgementLimit / 2) : nil
        var writer = NfTablesWriter(table: table, generation: generation, asksForHandles: foresight != nil)
        for (place, change) in changes.enumerated() { try writer.add(change, at: place) }
        writer.finish()
        socket.drain()
        try socket.sendWhole(writer.messages.bytes)
        var handles: [Int: UInt64] = [:]
        guard let outcome = try outcome(writer.places, &handles) else {
            seen = nil
            // Only a transaction that was made has handles; without any it isn't known what was lost.
            guard !handles.isEmpty else { throw .unavailable(operation: "acknowledgement", errno: ENOBUFS) }
            return .done
        }
        switch outcome {
        case .done: seen = foresight?.outcome(handles)
        case .outdated: break
        // A table goes with the program that owns it, without a word and without another generation (`nft_rcv_nl_event()`,
        // `net/netfilter/nf_tables_api.c`): this may have been planned on what isn't there any more.
        case .refused: seen = nil
        }
        return outcome
    }

    /// The kernel works through a transaction before `send` returns, and answers only what it refuses (`nfnetlink_rcv_batch()`,
    /// `net/netfilter/nfnetlink.c`), and with the handles of new rules where they are asked for; `nil` where some of it is lost.
    private func outcome(
        _ places: [Int], _ handles: inout [Int: UInt64]
    ) throws(KernelError) -> NfTablesOutcome? {
        var isLost = false
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        var refusals: [Int: KernelRefusal] = [:]
        while true {
            let count: Int
            switch try socket.receiveWaiting(into: &buffer) {
            case .datagram(let length): count = length
            case .overflow:
                isLost = true
                continue
            case .nothing: return isLost ? nil : refusals.isEmpty ? .done : .refused(refusals)
            }
            let bytes = buffer.span.bytes
            var messages = MessageCursor(count: count)
            while let message = try messages.next(in: bytes) {
                let number = Int(message.sequence) - 1
                let place = places.indices.contains(number) ? places[number] : -1
                if message.type == Self.newRule {
                    handles[place] = try NfTablesReading.handle(bytes, message.payload)
                }
                guard message.type == Int(NLMSG_ERROR), let refusal = try message.refusal(in: bytes) else { continue }
                if refusal.errno == ERESTART { return .outdated }
                refusals[place] = refusals[place] ?? refusal
            }
        }
    }
}

extension NfTables {
    /// The generation of the whole ruleset: each transaction of anybody makes another.
    ///
    /// - Throws: `unavailable`, `refused`, `malformed`.
    public func generation() throws(KernelError) -> UInt32 {
        let found = try session.dump(request("NFT_MSG_GETGEN", NFT_MSG_GETGEN, NFT_MSG_NEWGEN, NLM_F_ACK)) {
            bytes, payload throws(KernelError) in
            try NfTablesReading.generation(bytes, payload)
        }
        guard let generation = found.first else { throw .malformed("no generation") }
        return generation
    }

    /// The table's flags; `nil` where it isn't there.
    private func flags() throws(KernelError) -> UInt32? {
        let table = table
        do throws(KernelError) {
            let request = request("NFT_MSG_GETTABLE", NFT_MSG_GETTABLE, NFT_MSG_NEWTABLE, NLM_F_ACK) {
                $0.put(Int(NFTA_TABLE_NAME.rawValue), string: table)
            }
            return try session.dump(request) { bytes, payload throws(KernelError) in
                try NfTablesReading.tableFlags(bytes, payload)
            }.first
        } catch .refused(let refusal) where refusal.errno == ENOENT {
            return nil
        }
    }

    private func fill(_ state: inout NfTablesState) throws(KernelError) {
        let table = table
        state.chains = try session.dump(request("NFT_MSG_GETCHAIN", NFT_MSG_GETCHAIN, NFT_MSG_NEWCHAIN)) {
            bytes, payload throws(KernelError) in
            try NfTablesReading.chain(bytes, payload, table: table)
        }
        let sets = try sets()
        let places = Dictionary(state.chains.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let rules = try session.dump(
            request("NFT_MSG_GETRULE", NFT_MSG_GETRULE, NFT_MSG_NEWRULE) {
                $0.put(Int(NFTA_RULE_TABLE.rawValue), string: table)
            }
        ) { bytes, payload throws(KernelError) in try NfTablesReading.rule(bytes, payload) }
        for (chain, rule) in rules {
            guard let place = places[chain] else { continue }
            state.chains[place].rules.append(rule.owning(sets))
        }
        state.sets = sets.filter { !$0.value.isOwn }.mapValues(\.set)
        state.strangers = try strangers()
    }

    /// What else is in the table.
    private func strangers() throws(KernelError) -> Set<NfTablesStranger> {
        let table = table
        let flowTables = try session.dump(
            request("NFT_MSG_GETFLOWTABLE", NFT_MSG_GETFLOWTABLE, NFT_MSG_NEWFLOWTABLE) {
                $0.put(Int(NFTA_FLOWTABLE_TABLE.rawValue), string: table)
            }
        ) { bytes, payload throws(KernelError) in try NfTablesReading.flowTable(bytes, payload) }
        let objects = try session.dump(
            request("NFT_MSG_GETOBJ", NFT_MSG_GETOBJ, NFT_MSG_NEWOBJ) {
                $0.put(Int(NFTA_OBJ_TABLE.rawValue), string: table)
            }
        ) { bytes, payload throws(KernelError) in try NfTablesReading.namedObject(bytes, payload) }
        return Set(flowTables + objects)
    }

    /// The table's sets, those of rules among them, with their elements.
    private func sets() throws(KernelError) -> [String: (set: NfTablesSet, isOwn: Bool)] {
        let table = table
        let found = try session.dump(
            request("NFT_MSG_GETSET", NFT_MSG_GETSET, NFT_MSG_NEWSET) {
                $0.put(Int(NFTA_SET_TABLE.rawValue), string: table)
            }
        ) { bytes, payload throws(KernelError) in try NfTablesReading.set(bytes, payload) }
        var sets: [String: (set: NfTablesSet, isOwn: Bool)] = [:]
        for (name, described, isOwn) in found {
            var set = described
            // What rules have added comes and goes with the packets.
            if !set.isDynamic { set.take(try elements(of: name)) }
            sets[name] = (set, isOwn)
        }
        return sets
    }

    private func elements(of set: String) throws(KernelError) -> [NfTablesElementReading] {
        let table = table
        let request = request("NFT_MSG_GETSETELEM", NFT_MSG_GETSETELEM, NFT_MSG_NEWSETELEM) {
            $0.put(Int(NFTA_SET_ELEM_LIST_TABLE.rawValue), string: table)
            $0.put(Int(NFTA_SET_ELEM_LIST_SET.rawValue), string: set)
        }
        return try session.dump(request) { bytes, payload throws(KernelError) in
            try NfTablesReading.elements(bytes, payload)
        }.flatMap { $0 }
    }

    private func request(
        _ name: String, _ type: nf_tables_msg_types, _ reply: nf_tables_msg_types, _ flags: Int32 = NLM_F_DUMP,
        _ body: @escaping (inout MessageWriter) -> Void = { _ in }
    ) -> DumpRequest {
        let subsystem = Int(NFNL_SUBSYS_NFTABLES) << 8
        return DumpRequest(
            operation: name, type: subsystem | Int(type.rawValue), replyType: subsystem | Int(reply.rawValue),
            flags: flags
        ) {
            $0.append(nfgenmsg(nfgen_family: UInt8(NFPROTO_INET), version: UInt8(NFNETLINK_V0), res_id: 0))
            body(&$0)
        }
    }
}

extension NfTablesRule {
    /// The same with the sets that are its own, which the kernel tells by their names.
    fileprivate func owning(_ sets: [String: (set: NfTablesSet, isOwn: Bool)]) -> NfTablesRule {
        var rule = self
        func own(_ name: String) -> NfTablesSet? { sets[name].flatMap { $0.isOwn ? $0.set : nil } }
        rule.expressions = expressions.map { expression in
            switch expression {
            case .lookup(let register, .named(let name), let isInverted):
                own(name).map { .lookup(register, in: .own($0), isInverted: isInverted) } ?? expression
            case .map(let register, .named(let name), let target):
                own(name).map { .map(register, in: .own($0), into: target) } ?? expression
            default: expression
            }
        }
        return rule
    }
}
