/// What becomes of a packet, and what decides it.
public struct FirewallTrace: Hashable, Sendable {
    /// What becomes of a packet.
    public enum Verdict: String, Hashable, Sendable {
        /// All our chains let it through.
        case accept
        /// It ends, silently.
        case drop
        /// It ends, and its sender is told.
        case reject
    }

    /// What a chain decides.
    public struct Decision: Hashable, Sendable {
        /// Where on the packet's way.
        public var hook: NfTablesChainHook
        /// The base chain.
        public var chain: String
        /// The rule that decides, and the chain in which it is; `nil` for the policy.
        public var rule: RulePlace?
        /// What it decides.
        public var verdict: Verdict

        /// The decision in words: `rule 4 (office) of chain ingress drops it`.
        public var words: String {
            let verb =
                switch verdict {
                case .accept: "accepts it"
                case .drop: "drops it"
                case .reject: "rejects it"
                }
            guard let rule else { return "the policy of chain \(chain) \(verb)" }
            return "\(rule.words) \(verb)"
        }

        /// The decision as an answer shows it.
        public var json: JSON {
            var json: JSON = [
                "hook": .string(hook.rawValue), "chain": .string(chain), "verdict": .string(verdict.rawValue),
                "words": .string(words),
            ]
            json["rule"] = rule?.json
            return json
        }
    }

    /// Where a rule is.
    public struct RulePlace: Hashable, Sendable {
        /// Its chain.
        public var chain: String
        /// Its place in the chain, from 0.
        public var place: Int
        /// What it is called; empty where it has no name.
        public var name: String

        /// The place in words; people count from 1.
        public var words: String {
            "rule \(place + 1)\(name.isEmpty ? "" : " (\(name))") of chain \(chain)"
        }

        /// The place as an answer shows it.
        public var json: JSON {
            ["chain": .string(chain), "place": .integer(Int64(place)), "name": .string(name)]
        }
    }

    /// What becomes of the packet.
    public internal(set) var verdict = Verdict.accept
    /// What each chain decides, in the order in which the packet meets them.
    public internal(set) var decisions: [Decision] = []
    /// What the answer takes for granted, since resources alone don't tell it.
    public internal(set) var notes: [String] = []

    /// What decides: the one that drops, else the last that accepts; `nil` where there is no chain on the packet's way.
    public var decisive: Decision? { decisions.last }

    /// The trace as an answer shows it.
    public var json: JSON {
        [
            "verdict": .string(verdict.rawValue), "by": decisive?.json ?? .null,
            "decisions": .array(decisions.map(\.json)), "notes": .array(notes.map { .string($0) }),
        ]
    }
}
