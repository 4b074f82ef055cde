public import Kernel
import Resources
import Store

/// Our table of the packet filter.
public struct FirewallSystem: ManagedSystem, Monitor {
    /// What is there, and what specs ask for.
    public typealias State = FirewallState
    /// A chain or a set.
    public typealias Change = FirewallChange

    /// The name of the table, in the family `inet`: all in it is ours.
    public static let table = "netstrata"

    /// What brings chains and sets together.
    let round: FirewallRound
    /// Who knows what chains come to.
    let compiler = ChainCompiler()
    private let tables: NfTables
    private let board: WakeUpBoard

    /// A connection that changes the table.
    public init(_ tables: NfTables) {
        let board = WakeUpBoard()
        (self.tables, self.board) = (tables, board)
        round = FirewallRound { changes in
            let transaction = FirewallTransaction(tables, changes)
            do throws(KernelError) {
                let refusals = try await transaction.make()
                if refusals.contains(nil) { board.wake(.firewall) }
                return .success(refusals)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Wakes up after each change of ours, which the monitor doesn't tell of.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { board.stream(on: topics) }

    /// Says what specs of one kind ask for, and learns what those of the other do, once both have been read.
    func share<Object: FirewallObject>(_: Object.Type, _ desired: [DesiredSpec<Object.Spec>]) async -> FirewallIntent {
        await round.share(Object.Spec.self == NfTablesSetSpec.self ? .sets : .chains) { intent in
            Object.note(desired, in: &intent)
        }
    }

    /// What the monitor was told of the chain or the set, or of the whole table.
    public func foreignChange(
        behind change: FirewallChange, after moment: ContinuousClock.Instant
    ) -> ForeignChange? {
        guard let changes = tables.foreignChanges else { return nil }
        return changes.take(change.object, after: moment) ?? changes.last(.nfTable, after: moment)
    }

    /// Until the monitor has taken what the kernel told.
    public func mayBeTold(of change: FirewallChange, after moment: ContinuousClock.Instant) -> Bool {
        guard let changes = tables.foreignChanges else { return false }
        return !changes.knows(change.object, after: moment) && !changes.knows(.nfTable, after: moment)
    }

    /// Looks at the table.
    ///
    /// - Throws: `kernel`.
    public func table() async throws(ControllerError) -> NfTablesState {
        do throws(KernelError) { return try await tables.state() } catch { throw .kernel(error) }
    }

    /// Makes all changes in one transaction with those of the other kind; what the kernel refuses of them is left out, and the rest
    /// made.
    public func apply(_ changes: [FirewallChange]) async throws(KernelError) -> [KernelRefusal?] {
        try await round.apply(changes.first?.isOfSet == true ? .sets : .chains, changes).get()
    }
}
