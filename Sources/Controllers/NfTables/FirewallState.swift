public import Kernel
import Resources

/// Our table as the kernel has it, and what specs ask for.
public struct FirewallState: SystemState, Hashable {
    /// The table.
    public var table: NfTablesState
    /// What specs of both kinds ask for.
    public var intent: FirewallIntent
    /// Who knows what chains come to; no part of the state.
    let compiler: ChainCompiler
    /// For when elements are judged, on both sides; no part of the state.
    ///
    /// What has a second left has come to its end: the kernel may be ahead, and nobody is to take that for drift.
    let moment = Moment(milliseconds: HostClock.millisecondsSince1970 + 1000)

    /// A state from its parts.
    public init(_ table: NfTablesState, _ intent: FirewallIntent, _ compiler: ChainCompiler = ChainCompiler()) {
        (self.table, self.intent, self.compiler) = (table, intent, compiler)
        self.table.expire(at: moment.milliseconds)
    }

    /// Whether both are the same.
    public static func == (left: FirewallState, right: FirewallState) -> Bool {
        left.table == right.table && left.intent == right.intent
    }

    /// Of the table and the intent.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(table)
        hasher.combine(intent)
    }

    /// Without the generation, which others' tables change too.
    public var settledHash: Int {
        var hasher = Hasher()
        hasher.combine(table.isThere)
        hasher.combine(table.isDormant)
        for chain in table.chains {
            hasher.combine(chain.name)
            hasher.combine(chain.base)
            for rule in chain.rules { hasher.combine(rule.expressions) }
        }
        hasher.combine(table.sets)
        hasher.combine(table.strangers)
        hasher.combine(intent)
        return hasher.finalize()
    }

    /// As it would be after a change.
    mutating func simulate(_ change: FirewallChange) {
        let (chains, sets) = FirewallChange.outcome([change], from: table)
        (table.chains, table.sets, table.isThere) = (chains, sets, !chains.isEmpty || !sets.isEmpty)
        table.strangers = []
    }
}
