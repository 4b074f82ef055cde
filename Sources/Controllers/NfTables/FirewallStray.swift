public import Kernel
import Resources
import Store

/// Something in our table for which there is no spec: all in it is ours, so it is somebody else's change, and goes.
public enum FirewallStray: Hashable, Sendable {
    /// A chain.
    case chain(String)
    /// A set.
    case set(String)
    /// A map.
    case map(String)
    /// What no spec can ask for.
    case stranger(NfTablesStranger)

    /// What it is called.
    var words: String {
        switch self {
        case .chain(let name): "chain \(name)"
        case .set(let name): "set \(name)"
        case .map(let name): "map \(name)"
        case .stranger(let stranger): stranger.words
        }
    }

    /// Its name.
    var name: String {
        switch self {
        case .chain(let name), .set(let name), .map(let name): name
        case .stranger(let stranger): stranger.name
        }
    }

    /// What is in the table and isn't asked for; nothing as long as it isn't known what is.
    private static func all(in state: FirewallState) -> [FirewallStray] {
        guard let chains = state.intent.chains, let sets = state.intent.sets else { return [] }
        // A name with a slash is of a chain's limits.
        let strays = state.table.sets.keys.sorted().filter { sets[$0] == nil && !$0.contains("/") }
        return state.table.chains.map(\.name).sorted().filter { chains[$0] == nil }.map { .chain($0) }
            + strays.map { state.table.sets[$0]?.valueType == nil ? .set($0) : .map($0) }
            + state.table.strangers.sorted { $0.words < $1.words }.map { .stranger($0) }
    }

    /// The steps that take away what is stray, told with the first chain, or the first set where no chain is asked for.
    ///
    /// - Parameters:
    ///   - state: The table, and what is asked for.
    ///   - isOfSet: Whether the plan is that of the sets.
    ///   - plan: The plan so far, which says what of its specs is applied and what it takes away itself.
    ///   - specs: The plan's specs.
    /// - Returns: The steps; none where the other plan has them.
    static func steps(
        in state: FirewallState, isOfSet: Bool, _ plan: SpecPlan<FirewallChange>, _ specs: some Sequence<String>
    ) -> [SpecStep<FirewallChange>] {
        let hasChains = state.intent.chains?.values.contains { !$0.isGoing } ?? false
        let hasSets = state.intent.sets?.values.contains { !$0.isGoing } ?? false
        guard isOfSet == (!hasChains && hasSets) else { return [] }
        let teller = specs.first { plan.outcomes[$0] == .applied(note: "") }
        let handled = Set(plan.steps.map(\.change.object))
        return all(in: state).compactMap { stray in
            let change = FirewallChange.stray(stray, isOfSet: isOfSet)
            if case .stranger = stray {} else if handled.contains(change.object) { return nil }
            return SpecStep(
                change, for: teller, finding: "\(stray.words) is in the table, and no spec asks for it",
                PlannedOperation("delete", stray.words, before: [:], after: .null, isDisruptive: true))
        }
    }
}
