/// What a table is like at one moment.
public struct NfTablesState: Hashable, Sendable {
    /// The generation of the whole ruleset: each transaction of anybody makes another.
    public var generation: UInt32
    /// Whether the table is there.
    public var isThere: Bool
    /// Whether nothing of it is in force (`NFT_TABLE_F_DORMANT`).
    public var isDormant = false
    /// Its chains, in the order in which the kernel has them.
    public var chains: [NfTablesChain] = []
    /// Its sets with names.
    public var sets: [String: NfTablesSet] = [:]
    /// What else is in it.
    public var strangers: Set<NfTablesStranger> = []

    /// A table without anything, or none.
    public init(generation: UInt32, isThere: Bool) {
        self.generation = generation
        self.isThere = isThere
    }

    /// Leaves out the elements that have come to their end, in milliseconds since 1970.
    public mutating func expire(at moment: Int64) {
        for (name, set) in sets where set.hasTimeouts {
            sets[name]?.elements.removeAll { $0.expiry.map { $0 <= moment } ?? false }
        }
    }
}

/// What came of a transaction.
public enum NfTablesOutcome: Hashable, Sendable {
    /// All of it is so.
    case done
    /// Somebody changed the ruleset after the generation on which it was planned: nothing is done.
    case outdated
    /// The kernel said no: nothing is done. What it said is told by the places of the changes; −1 is the transaction itself.
    case refused([Int: KernelRefusal])
}
