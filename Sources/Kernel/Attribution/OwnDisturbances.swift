import NetworkTypes
import Synchronization

/// The links that our own changes disturbed lately: what they lack next, and who lies on them, may be our doing and nobody else's.
///
/// The kernel takes many things along with a change, and tells of none of them why: addresses with a link, a VLAN's MTU with that of
/// the link below, a port's VLANs with its bridge's. So all links count that one which was changed has to do with.
public final class OwnDisturbances: Sendable {
    private struct State {
        var times = GenerationTable<String, ContinuousClock.Instant>(limit: Limit.foreignChanges)
        var last: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// Nothing was disturbed yet.
    public init() {}

    /// Notes that links are disturbed now, by all their names.
    public func note(_ names: some Sequence<String>) {
        let now = ContinuousClock.now
        state.withLock { state in
            for name in names {
                state.times[name] = now
                state.last = now
            }
        }
    }

    /// Whether any link was disturbed after a moment.
    public func isAny(after moment: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.last.map { Self.counts($0, after: moment) } ?? false }
    }

    /// Whether the link with a name was disturbed after a moment.
    public func contains(_ name: String, after moment: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.times[name].map { Self.counts($0, after: moment) } ?? false }
    }

    /// What the kernel takes along goes at once; where nobody looked for long, what is found later has another cause.
    private static func counts(_ time: ContinuousClock.Instant, after moment: ContinuousClock.Instant) -> Bool {
        time >= moment && ContinuousClock.now - time < Limit.ownDisturbanceAge
    }
}

extension KernelChange {
    /// The names of the links that a change may take something from: its own, and those with which that has to do.
    ///
    /// A new link takes nothing from those below it, but its master may follow it.
    public static func disturbed(by changes: [KernelChange], in table: LinkTable) -> Set<String> {
        var names: Set<String> = []
        var indexes: Set<UInt32> = []
        for change in changes {
            switch change {
            case .createLink(let attributes):
                names.formUnion([attributes.name, attributes.peerName].compactMap { $0?.description })
                if let master = attributes.masterIndex { indexes.insert(master) }
            case .setLink(let index, let attributes):
                indexes.insert(index)
                if let master = attributes.masterIndex { indexes.insert(master) }
            case .deleteLink(let index): indexes.insert(index)
            default: continue
            }
        }
        for link in table.connected(to: indexes) { names.formUnion([link.name.description] + link.alternativeNames) }
        return names
    }
}
