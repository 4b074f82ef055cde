/// One step of a transaction that changes a table.
public enum NfTablesChange: Hashable, Sendable {
    /// The table comes, if it isn't there, and is in force.
    case addTable
    /// The table goes, with all in it.
    case deleteTable
    /// A chain comes without its rules, or gets another policy.
    case addChain(NfTablesChain)
    /// A chain goes, with its rules.
    case deleteChain(String)
    /// A rule comes before the one with a handle, or at the end.
    case addRule(NfTablesRule, chain: String, before: UInt64?)
    /// A rule takes the place of the one with its handle.
    case replaceRule(NfTablesRule, chain: String)
    /// A rule goes.
    case deleteRule(UInt64, chain: String)
    /// A set with a name comes, without its elements.
    case addSet(String, NfTablesSet)
    /// A set with a name goes.
    case deleteSet(String)
    /// What no spec can ask for goes.
    case deleteStranger(NfTablesStranger)
    /// Elements come.
    case addElements(String, NfTablesSet)
    /// Elements go.
    case deleteElements(String, NfTablesSet)
}
