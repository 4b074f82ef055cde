public import Kernel
public import Store

/// Something that makes one kind of thing true, again and again, from all that it can see.
///
/// `reconcile` is told nothing of what changed: it reads everything that it needs, so a missed wake-up is no missed change.
public protocol Controller: Sendable {
    /// The name, as owner of resources, actor in history and cursor.
    var name: String { get }
    /// The types whose changes wake it.
    var inputs: [ResourceKind] { get }
    /// The types that it keeps; what other processes change there wakes it too, and is put right.
    var outputs: [ResourceKind] { get }
    /// The kernel objects whose changes wake it.
    var topics: KernelTopics { get }
    /// How many passes it may make.
    var pace: PassBudget { get }

    /// Whom it lets go first while they have something to catch up with.
    var predecessors: Predecessors { get }

    /// How many times as long as a pass took it rests afterwards, so that the next one deals with more at once.
    var restFactor: Int { get }

    /// How soon to look again where all is as it should be, because nothing tells of changes; `nil` when something does.
    var nextLook: Duration? { get }

    /// One pass.
    ///
    /// - Returns: After how long another try may mend what is left although nothing may wake it; `nil` when nothing is.
    /// - Throws: What kept it from looking; the runner tries again with growing pauses.
    func reconcile() async throws(ControllerError) -> Duration?
}

extension Controller {
    /// The commits that wake it.
    var interest: Interest { Interest(inputs, foreign: outputs) }
    /// None that need care: what `inputs` tell is enough.
    public var outputs: [ResourceKind] { [] }
    /// None, for those that only read resources.
    public var topics: KernelTopics { [] }
    /// Never, for most.
    public var nextLook: Duration? { nil }
    /// Nobody, for most.
    public var predecessors: Predecessors { .none }
    /// None, for most.
    public var restFactor: Int { 0 }
    /// So many that a repair never waits, and so few that a fight with another program doesn't burn the processor.
    public var pace: PassBudget { PassBudget(perSecond: 50, burst: 100) }
}

/// Controllers that go first, though nobody waits for them for long.
public enum Predecessors: Sendable {
    case none
    /// Those of these names: what they make is needed, and a look before they have made it is in vain.
    case some([String])
    /// Those who let not all go first themselves: statuses may come late, the kernel may not.
    case all
}

/// What keeps a controller from doing its work.
public enum ControllerError: Error, Hashable, Sendable {
    /// The store can't be read or written.
    case store(StoreError)
    /// The kernel can't be looked at.
    case kernel(KernelError)
    /// The stored machine configuration can't be read, and why: somebody wrote it past the interface, which checks.
    case configuration(String)
}

extension PlannerError {
    /// Why no plan can be given.
    init(_ error: ControllerError) {
        switch error {
        case .store(let error): self = .store(error)
        case .kernel(let error): self = .kernel("\(error)")
        case .configuration(let words): self = .configuration(words)
        }
    }
}
