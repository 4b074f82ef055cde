import NetworkTypes

/// Where packets are when they meet a rule: the hook and the type of the base chain from which they come to it.
public struct NfTablesRulePlace: Hashable, Sendable {
    /// The hook.
    public var hook: NfTablesChainHook
    /// The type.
    public var type: NfTablesChainType

    /// A place from its parts.
    public init(hook: NfTablesChainHook, type: NfTablesChainType) { (self.hook, self.type) = (hook, type) }
}

/// What the kernel takes at some places only, wherever the chain is in which it stands (`nft_chain_validate_hooks()`,
/// net/netfilter/nf_tables_api.c).
public struct NfTablesRuleDemand: Hashable, Sendable {
    /// The member of the rule.
    public var path: [String]
    /// The hooks at which it can be.
    public var hooks: [NfTablesChainHook]
    /// Whether only a chain of the type nat can have it.
    public var isOfNat = false
    private let detail: String

    fileprivate init(_ path: String..., at hooks: [NfTablesChainHook], isOfNat: Bool = false, _ detail: String) {
        (self.path, self.hooks, self.isOfNat, self.detail) = (path, hooks, isOfNat, detail)
    }

    /// Whether a rule with it can be at a place.
    public func allows(_ place: NfTablesRulePlace) -> Bool {
        hooks.contains(place.hook) && (!isOfNat || place.type == .nat)
    }

    /// What is wrong with it at a place.
    func fault(at place: NfTablesRulePlace) -> Fault? {
        guard !allows(place) else { return nil }
        let isOfWrongType = isOfNat && place.type != .nat
        return Fault(
            JSONPointer(tokens: path), isOfWrongType ? "only a chain of the type nat translates addresses" : detail)
    }
}

extension NfTablesRuleSpec {
    /// What of the rule the kernel takes at some places only.
    public var demands: [NfTablesRuleDemand] {
        var demands: [NfTablesRuleDemand] = []
        if let nat {
            // nft_nat_validate(), nft_masq_validate(), nft_redir_validate() of net/netfilter.
            let hooks: [NfTablesChainHook] =
                switch nat.type {
                case .snat: [.postrouting, .input]
                case .masquerade: [.postrouting]
                case .dnat, .redirect: [.prerouting, .output]
                }
            let words = hooks.map(\.rawValue).joined(separator: ", ")
            demands.append(
                NfTablesRuleDemand("nat", at: hooks, isOfNat: true, "\(nat.type.rawValue) works at: \(words)"))
        }
        if verdict == .reject {
            // nft_reject_inet_validate(), net/netfilter/nft_reject_inet.c.
            demands.append(
                NfTablesRuleDemand(
                    "verdict", at: [.prerouting, .input, .forward, .output],
                    "at postrouting nobody can be told any more; use drop"))
        }
        if matchFib?.reversePath != nil {
            // nft_fib_validate(), net/netfilter/nft_fib.c.
            demands.append(
                NfTablesRuleDemand(
                    "matchFib", "reversePath", at: [.prerouting, .input, .forward],
                    "the link that a packet came by is looked at: that works at prerouting, input, forward"))
        }
        return demands
    }

    /// What asks for a link that no packet has at a hook: the kernel takes it, and it would match nothing, or everything.
    func blindness(at hook: NfTablesChainHook) -> [Fault] {
        let input: [(path: [String], isThere: Bool)] = [
            (["matchIIfName"], matchIIfName != nil), (["matchSourceMAC"], matchSourceMAC != nil),
        ]
        switch hook {
        case .output:
            return blindness(
                input, [.inputLink, .sourceMAC],
                "what this host sends has come in by no link, and from no hardware address")
        case .prerouting:
            return blindness(
                [(["matchOIfName"], matchOIfName != nil)], [.outputLink],
                "before routing nobody knows by which link a packet goes out; use forward or postrouting")
        // Talos has rules with the link of the way out at `input`, where it matches nothing.
        case .input, .forward, .postrouting: return []
        }
    }

    private func blindness(
        _ members: [(path: [String], isThere: Bool)], _ keys: [NfTablesLookup.Key], _ detail: String
    ) -> [Fault] {
        let lookups = lookups.filter { $0.lookup.key.map(keys.contains) ?? false }.map { $0.path + ["key"] }
        return (members.filter(\.isThere).map(\.path) + lookups).map { Fault(JSONPointer(tokens: $0), detail) }
    }
}
