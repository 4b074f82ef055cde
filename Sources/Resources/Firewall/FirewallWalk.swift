public import NetworkTypes

/// Walks the rules with a packet, as the kernel does (`nft_do_chain()`, net/netfilter/nf_tables_core.c): pure, from resources alone.
public struct FirewallWalk: Sendable {
    let rules: FirewallRules
    /// The host's addresses, with their networks.
    let addresses: [IPPrefix]

    /// A walk over rules, on a host with some addresses.
    public init(_ rules: FirewallRules, addresses: [IPPrefix] = []) {
        (self.rules, self.addresses) = (rules, addresses)
    }

    /// What becomes of a packet that goes some way.
    public func trace(_ packet: TracedPacket, _ way: PacketWay) -> FirewallTrace {
        var traveller = Traveller(walk: self, packet: packet)
        traveller.travel(way)
        return traveller.trace
    }

    /// Whether an address is the host's own.
    func isOwn(_ address: IPAddress) -> Bool {
        address.isLoopback || addresses.contains { $0.address == address }
    }
}

/// A packet on its way, with what was decided until then.
struct Traveller {
    let walk: FirewallWalk
    var packet: TracedPacket
    var trace = FirewallTrace()
    /// Whether the addresses of the packet's connection are translated already.
    private var isTranslated = false
    /// The hook at which it is.
    private(set) var hook = NfTablesChainHook.prerouting
    /// Whether its connection is known: conntrack looks at it before.
    private(set) var isTracked = false
    /// Whether a rule has kept it from conntrack.
    private(set) var isExempt = false

    /// Whether it is the first of its connection, whatever rules make of its state.
    let isFirst: Bool

    init(walk: FirewallWalk, packet: TracedPacket) {
        (self.walk, self.packet) = (walk, packet)
        isFirst = [.new, .related].contains(packet.state)
    }

    /// Where conntrack looks at packets (`NF_IP_PRI_CONNTRACK`).
    private static let conntrack: Int32 = -200
    /// How deep rules may jump (`NFT_JUMP_STACK_SIZE`).
    private static let depth = 16

    mutating func travel(_ way: PacketWay) {
        var hooks = way.hooks[...]
        while let hook = hooks.popFirst() {
            self.hook = hook
            for chain in walk.rules.chains(at: hook) where meets(chain) {
                let decision = decision(of: chain)
                trace.decisions.append(decision)
                guard decision.verdict == .accept else {
                    trace.verdict = decision.verdict
                    return
                }
            }
            if hook == .prerouting, way == .input, isTranslated, !walk.isOwn(packet.destination) {
                note(
                    "its destination becomes \(packet.destination), so it passes through; by which link isn't known here"
                )
                hooks = PacketWay.forward.hooks[1...]
            }
        }
    }

    /// Whether the chain sees the packet: those that translate see the first of a connection only.
    private mutating func meets(_ chain: NfTablesChainSpec) -> Bool {
        let isEarly = (chain.priority ?? .filter).rawValue < Self.conntrack && (hook == .prerouting || hook == .output)
        isTracked = !isEarly
        guard chain.type == .nat else { return true }
        return packet.state == .new && !isTranslated
    }

    private mutating func decision(of chain: NfTablesChainSpec) -> FirewallTrace.Decision {
        var decision = FirewallTrace.Decision(
            hook: hook, chain: chain.id, rule: nil, verdict: chain.policy == .drop ? .drop : .accept)
        if let end = run(chain, 0) { (decision.rule, decision.verdict) = (end.rule, end.verdict) }
        return decision
    }

    private typealias End = (rule: FirewallTrace.RulePlace, verdict: FirewallTrace.Verdict)

    /// Runs through a chain; `nil` where no rule decides.
    private mutating func run(_ chain: NfTablesChainSpec, _ depth: Int) -> End? {
        for (place, rule) in chain.rules.enumerated() {
            let here = FirewallTrace.RulePlace(chain: chain.id, place: place, name: rule.name)
            guard matches(rule, here), act(rule, here) else { continue }
            if rule.nat != nil { return (here, .accept) }
            var target = rule.target?.description
            var isLast = rule.goto != nil
            if let lookup = rule.verdictMap {
                guard let verdict = value(of: lookup, here)?.verdict else { continue }
                switch verdict {
                case .accept: return (here, .accept)
                case .drop: return (here, .drop)
                case .return: return nil
                case .jump(let chain): target = chain
                case .goto(let chain): (target, isLast) = (chain, true)
                }
            }
            switch rule.verdict {
            case .accept: return (here, .accept)
            case .drop: return (here, .drop)
            case .reject: return (here, .reject)
            case .return: return nil
            case nil: break
            }
            guard let name = target else { continue }
            guard depth < Self.depth, let target = walk.rules.chains[name] else {
                note("\(here.words) leads to chain \(name), which isn't there: the kernel doesn't take the rule")
                continue
            }
            guard target.hook == nil else {
                note("\(here.words) leads to chain \(name), which has a hook: the kernel doesn't take the rule")
                continue
            }
            if let end = run(target, depth + 1) { return end }
            if isLast { return nil }
        }
        return nil
    }

    /// Does what a rule does besides its verdict.
    ///
    /// - Returns: Whether the rule goes on: what a map doesn't have ends it.
    private mutating func act(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        if let mark = rule.setMark {
            guard let lookup = mark.map else {
                packet.mark = mark.applied(to: packet.mark)
                return finish(rule, here)
            }
            guard let number = value(of: lookup, here)?.number else { return false }
            packet.mark = number
        }
        return finish(rule, here)
    }

    private mutating func finish(_ rule: NfTablesRuleSpec, _ here: FirewallTrace.RulePlace) -> Bool {
        if rule.notrack { (packet.state, isExempt) = (.untracked, true) }
        guard let nat = rule.nat else { return true }
        guard let lookup = nat.map else {
            translate(nat.type, to: nat.address, nat.port)
            return true
        }
        guard let value = value(of: lookup, here) else { return false }
        translate(nat.type, to: value.address, nat.type == .redirect ? value.number : nat.port)
        return true
    }

    private mutating func translate(_ kind: NfTablesTranslation.Kind, to address: IPAddress?, _ port: UInt32?) {
        isTranslated = true
        guard kind == .dnat || kind == .redirect else { return }
        if let address { packet.destination = address }
        if let port = port.flatMap({ UInt16(exactly: $0) }) { packet.destinationPort = port }
    }

    mutating func note(_ text: String) { if !trace.notes.contains(text) { trace.notes.append(text) } }
}

extension NfTablesMark {
    /// What the mark becomes that a packet has.
    fileprivate func applied(to mark: UInt32) -> UInt32 { value ?? (mark & kept) ^ xor }
    /// What of a packet's mark is compared.
    func compared(_ mark: UInt32) -> UInt32 { (mark & kept) ^ xor }
    private var kept: UInt32 { mask.flatMap { $0 == 0 ? nil : $0 } ?? .max }
}
