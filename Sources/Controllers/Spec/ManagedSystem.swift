public import Kernel

/// Something that specs are applied to: the kernel's network, or the host's files and names.
public protocol ManagedSystem: Sendable {
    /// What it is like.
    associatedtype State: SystemState
    /// One change of it.
    associatedtype Change: SystemChange

    /// Makes changes in order.
    ///
    /// - Returns: One entry for each: `nil` when it's done, else why not. A refusal doesn't stop those after it.
    /// - Throws: When it isn't known what was done: look again.
    func apply(_ changes: [Change]) async throws(KernelError) -> [KernelRefusal?]

    /// What somebody else did after a moment to the object that a change is about; `nil` where nothing tells. It is told once.
    func foreignChange(behind change: Change, after moment: ContinuousClock.Instant) -> ForeignChange?

    /// Whether it may yet be told who else changed the object that a change is about.
    func mayBeTold(of change: Change, after moment: ContinuousClock.Instant) -> Bool
}

extension ManagedSystem {
    /// Nothing tells, for most.
    public func foreignChange(behind change: Change, after moment: ContinuousClock.Instant) -> ForeignChange? { nil }

    /// Never, for most.
    public func mayBeTold(of change: Change, after moment: ContinuousClock.Instant) -> Bool { false }
}

/// What a system is like, as seen just now.
public protocol SystemState: Sendable {
    /// A hash of everything in it but what ages by itself; it means nothing to another process.
    var settledHash: Int { get }
}

/// A change of a system.
public protocol SystemChange: Hashable, Sendable {
    /// Whether a refusal says that there was nothing left to do.
    func isDone(despite refusal: KernelRefusal) -> Bool
    /// Whether something is taken away for it that has to be put back when it's refused.
    var isCostly: Bool { get }
}

extension SystemChange {
    /// Mostly a refused change changes nothing.
    public var isCostly: Bool { false }
}

extension RouteNetlink: ManagedSystem {
    /// Links, addresses, routes and rules.
    public typealias State = KernelState
    /// A netlink message.
    public typealias Change = KernelChange

    /// What the monitor was told of it.
    public nonisolated func foreignChange(
        behind change: KernelChange, after moment: ContinuousClock.Instant
    ) -> ForeignChange? {
        change.object.flatMap { foreignChanges?.take($0, after: moment) }
    }

    /// Where the kernel tells of such objects and hasn't yet.
    public nonisolated func mayBeTold(of change: KernelChange, after moment: ContinuousClock.Instant) -> Bool {
        guard let foreignChanges, let object = change.object, object.hasSender else { return false }
        return !foreignChanges.knows(object, after: moment)
    }
}

extension KernelState: SystemState {}
extension KernelChange: SystemChange {
    /// A link that is made anew is away meanwhile.
    public var isCostly: Bool {
        if case .setLink(_, let attributes) = self { attributes.pause == .away } else { false }
    }
}
