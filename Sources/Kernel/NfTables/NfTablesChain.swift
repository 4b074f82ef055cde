/// A chain of rules (`NFT_MSG_NEWCHAIN`).
public struct NfTablesChain: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Where packets enter it; `nil` for one that only other chains lead to.
    public var base: Base?
    /// Its rules, in the order in which they are tried.
    public var rules: [NfTablesRule]

    /// Where packets enter a chain.
    public struct Base: Hashable, Sendable {
        /// `filter`, `nat` or `route`.
        public var type: String
        /// Where on a packet's way (`enum nf_inet_hooks`).
        public var hook: UInt32
        /// The place among the chains of the hook, the smallest first (`enum nf_ip_hook_priorities`).
        public var priority: Int32
        /// Whether packets on which no rule decides go on.
        public var accepts: Bool

        /// A base from its parts.
        public init(type: String, hook: UInt32, priority: Int32, accepts: Bool) {
            (self.type, self.hook, self.priority, self.accepts) = (type, hook, priority, accepts)
        }
    }

    /// A chain from its parts.
    public init(_ name: String, base: Base? = nil, rules: [NfTablesRule] = []) {
        (self.name, self.base, self.rules) = (name, base, rules)
    }
}

/// A rule of a chain (`NFT_MSG_NEWRULE`).
public struct NfTablesRule: Hashable, Sendable {
    /// The kernel's number of it; 0 for one that isn't there yet.
    public var handle: UInt64 = 0
    /// What it does.
    public var expressions: [NfTablesExpression]
    /// What people read with it; at most 127 bytes.
    public var comment: String
    /// What its counter has counted, if it has one.
    public var counted: Count?

    /// Packets, and their bytes.
    public struct Count: Hashable, Sendable {
        /// How many packets.
        public var packets: UInt64
        /// How many bytes they had.
        public var bytes: UInt64
    }

    /// A rule that isn't there yet.
    public init(_ expressions: [NfTablesExpression], comment: String = "") {
        (self.expressions, self.comment) = (expressions, comment)
    }

    /// Whether it does and says the same as another, whatever they have counted.
    public func isSame(as other: NfTablesRule) -> Bool {
        comment == other.comment && expressions == other.expressions
    }
}
