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

    /// Notes which parts of the system our changes disturb; called before they are made and after.
    func noteDisturbances(by changes: [Change], in state: State)

    /// Whether our own changes after a moment disturbed what was planned for something, so that they may be why it is missing or
    /// other than it was.
    ///
    /// - Parameters:
    ///   - changes: What was planned for it.
    ///   - places: Where it belongs; `nil` where nobody can tell.
    ///   - state: For which it was planned.
    ///   - moment: When it was still as it should be.
    /// - Returns: `false` too where it is known that somebody else did it.
    func isOwnDoing(
        _ changes: [Change], at places: [String]?, in state: State, after moment: ContinuousClock.Instant
    ) -> Bool

    /// Whether our own changes after a moment disturbed anything at all.
    func hasDisturbed(after moment: ContinuousClock.Instant) -> Bool
}

extension ManagedSystem {
    /// Nothing tells, for most.
    public func foreignChange(behind change: Change, after moment: ContinuousClock.Instant) -> ForeignChange? { nil }

    /// Never, for most.
    public func mayBeTold(of change: Change, after moment: ContinuousClock.Instant) -> Bool { false }

    /// Nothing takes anything else along, for most.
    public func noteDisturbances(by changes: [Change], in state: State) {}

    /// Never, for most.
    public func isOwnDoing(
        _ changes: [Change], at places: [String]?, in state: State, after moment: ContinuousClock.Instant
    ) -> Bool { false }

    /// Never, for most.
    public func hasDisturbed(after moment: ContinuousClock.Instant) -> Bool { false }
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

    /// Links, and all that they have to do with.
    public nonisolated func noteDisturbances(by changes: [KernelChange], in state: KernelState) {
        disturbances.note(KernelChange.disturbed(by: changes, in: state.table))
    }

    /// Unless the kernel told of somebody else who did it.
    public nonisolated func isOwnDoing(
        _ changes: [KernelChange], at places: [String]?, in state: KernelState, after moment: ContinuousClock.Instant
    ) -> Bool {
        var names = Set(places ?? [])
        for change in changes {
            guard let links = change.links(in: state) else { return true }
            names.formUnion(links)
        }
        if places == nil, names.isEmpty { return true }
        guard names.contains(where: { disturbances.contains($0, after: moment) }) else { return false }
        return !changes.contains { change in
            change.object.map { foreignChanges?.hasSender(of: $0, after: moment) == true } ?? false
        }
    }

    /// Whether any link was.
    public nonisolated func hasDisturbed(after moment: ContinuousClock.Instant) -> Bool {
        disturbances.isAny(after: moment)
    }
}

extension KernelState: SystemState {}
extension KernelChange: SystemChange {
    /// A link that is made anew is away meanwhile.
    public var isCostly: Bool {
        if case .setLink(_, let attributes) = self { attributes.pause == .away } else { false }
    }
}
