import Synchronization

/// Changes that the kernel tells nobody of, so that we tell each other: ours, and perhaps somebody else's.
///
/// `netdev_state_change()` (`net/core/dev.c`) is silent about a link that is down: its alias, its further names and the like.
public final class UntoldChanges: Sendable {
    private let count = Atomic(0)
    private let tell: @Sendable (KernelTopics) -> Void

    /// `tell` is called after each with what it is about; it doesn't block.
    public init(_ tell: @escaping @Sendable (KernelTopics) -> Void) { self.tell = tell }

    /// How many there were: what was seen before the last one may have changed since.
    var number: Int { count.load(ordering: .acquiring) }

    /// There was one.
    func note() { note(as: [.links, .linkDetails]) }

    /// Somebody else may have made one.
    public func suspect() { note(as: .linkDetails) }

    private func note(as topics: KernelTopics) {
        count.add(1, ordering: .releasing)
        tell(topics)
    }
}

extension KernelChange {
    /// The link that it sets something of.
    var changedLink: UInt32? {
        switch self {
        case .setLink(let index, _), .addAlternativeNames(let index, _), .deleteAlternativeNames(let index, _): index
        default: nil
        }
    }
}
