import Synchronization

/// Who else changed what last: a note beside the wake-ups, which carry nothing.
///
/// Controllers find out by themselves what differs; this only says who it was. It holds a change for each object, of some
/// thousands of objects, for a minute.
public final class ForeignChanges: Sendable {
    private struct State {
        var changes = GenerationTable<ChangedObject, ForeignChange>(limit: Limit.foreignChanges)
        var ownPorts: Set<UInt32> = []
        /// The last generation of the rulesets that was told of, and the last that made our table another; `nil` while none was.
        var rulesets: (told: UInt32, touched: UInt32)?
    }

    private let state = Mutex(State())

    /// Nothing is known yet.
    public init() {}

    /// Notes that what comes from a socket is ours.
    func exclude(_ portID: UInt32) { state.withLock { _ = $0.ownPorts.insert(portID) } }

    /// Whether what comes from a socket is ours.
    func isOurs(_ portID: UInt32) -> Bool { portID != 0 && state.withLock { $0.ownPorts.contains(portID) } }

    /// Notes a generation of the rulesets of nftables; where one before it wasn't told of, it may be that which changed our table.
    func note(generation: UInt32, isOfOurTable: Bool) {
        state.withLock { state in
            let isNext = state.rulesets.map { NfTablesForesight.generation(after: $0.told) == generation } ?? false
            let touched = isNext && !isOfOurTable ? state.rulesets?.touched : nil
            state.rulesets = (generation, touched ?? generation)
        }
    }

    /// Whether our table is in one generation of the rulesets as it was in an earlier one, as far as is told.
    func isSame(in generation: UInt32, as earlier: UInt32) -> Bool {
        guard let (told, touched) = state.withLock(\.rulesets) else { return false }
        return touched <= earlier && earlier <= generation && generation <= told
    }

    /// Notes a change.
    ///
    /// The kernel tells of a changed IPv4 address twice, the second time without the sender (`check_lifetime()` after
    /// `inet_rtm_newaddr()`, `net/ipv4/devinet.c`): what comes so soon after a change with a sender belongs to it.
    func note(_ change: ForeignChange, of object: ChangedObject) {
        state.withLock { state in
            if change.sender.portID == 0, let last = state.changes[object], last.sender.portID != 0,
                change.instant - last.instant < Limit.foreignEcho
            {
                return
            }
            state.changes[object] = change
        }
    }

    /// Whether a change of an object after a moment was told of and not taken yet.
    public func knows(_ object: ChangedObject, after moment: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.changes[object].map { $0.instant >= moment } ?? false }
    }

    /// Whether the kernel told who changed an object after a moment.
    public func hasSender(of object: ChangedObject, after moment: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.changes[object].map { $0.instant >= moment && $0.sender.portID != 0 } ?? false }
    }

    /// The last change of an object after a moment, which may explain more than one find.
    public func last(_ object: ChangedObject, after moment: ContinuousClock.Instant) -> ForeignChange? {
        state.withLock { state in state.changes[object].flatMap { $0.instant >= moment ? $0 : nil } }
    }

    /// The last change of an object after a moment, which explains what was found: it is told once.
    public func take(_ object: ChangedObject, after moment: ContinuousClock.Instant? = nil) -> ForeignChange? {
        state.withLock { state in
            guard let change = state.changes[object] else { return nil }
            let isStale = ContinuousClock.now - change.instant > Limit.foreignChangeAge
            if isStale || moment.map({ change.instant < $0 }) == true { return nil }
            state.changes[object] = nil
            return change
        }
    }
}
