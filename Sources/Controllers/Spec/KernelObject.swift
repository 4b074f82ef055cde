public import Kernel
public import Resources
public import Store

/// A kind of object, mostly of the kernel's, that specs ask for, and how to get from what is there to what is wanted.
public protocol KernelObject: Sendable {
    /// The spec that asks for it.
    associatedtype Spec: MergeableSpec
    /// What it is applied to.
    associatedtype System: ManagedSystem = RouteNetlink
    /// The word for the kind in the ledger: `address`.
    static var kind: String { get }
    /// What must be looked at to plan.
    static var topics: KernelTopics { get }
    /// Whose events mean that it must be looked at again.
    static var wakeUps: KernelTopics { get }

    /// The controllers that make what the objects need.
    static var predecessors: [String] { get }

    /// Reads what changed in the store, and says how many specs did; a requirement for the same reason as
    /// `MergeableSpec.collect`.
    static func refresh(_ memory: inout SpecMemory<Self>, _ store: ResourceStore) throws(StoreError) -> Int

    /// Looks at what the plan depends on.
    static func observe(
        _ system: System, _ topics: KernelTopics, for desired: [DesiredSpec<Spec>], _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> System.State

    /// What else must be looked at because of what a plan does; then it is made again.
    static func furtherTopics(for plan: SpecPlan<System.Change>) -> KernelTopics

    /// How soon to look again although nothing tells of changes; `nil` where the topics' events tell of all.
    static func nextLook(_ desired: [DesiredSpec<Spec>]) -> Duration?

    /// The changes that take the kernel to the specs; pure.
    ///
    /// - Parameters:
    ///   - desired: Every merged spec, those that go included.
    ///   - kernel: What is there.
    ///   - ledger: What is ours, by the kernel's key as text.
    /// - Returns: The plan; empty when the kernel is as it should be.
    static func plan(
        _ desired: [DesiredSpec<Spec>], given kernel: System.State, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<System.Change>

    /// Where a spec's object belongs: names of links; `nil` where the spec doesn't say it.
    static func places(of spec: Spec) -> [String]?

    /// What a spec would say if it asked for what is there; `nil` for what can't become the intent, and is put right.
    static func adoption(of item: DesiredSpec<Spec>, in kernel: System.State) -> Adoption<Spec>?
}

/// What somebody else made of a spec's object, as intent.
public enum Adoption<Spec: ResourceSpec>: Hashable, Sendable {
    /// It is gone.
    case removal
    /// It is as this says, which may have another id.
    case change(Spec)
    /// No spec can say it, and why.
    case refused(String)
}

extension KernelObject {
    /// Most need nothing.
    public static var predecessors: [String] { [] }

    /// What every kind does.
    public static func refresh(_ memory: inout SpecMemory<Self>, _ store: ResourceStore) throws(StoreError) -> Int {
        try memory.refresh(store)
    }

    /// What is looked at, for most.
    public static var wakeUps: KernelTopics { topics }

    /// Nothing, for most.
    public static func furtherTopics(for plan: SpecPlan<System.Change>) -> KernelTopics { [] }

    /// Never, for most.
    public static func nextLook(_ desired: [DesiredSpec<Spec>]) -> Duration? { nil }

    /// Nowhere in particular, for most.
    public static func places(of spec: Spec) -> [String]? { [] }

    /// None, for most.
    public static func adoption(of item: DesiredSpec<Spec>, in kernel: System.State) -> Adoption<Spec>? { nil }

    /// `AddressSpecController` and so on.
    static var controllerName: String { Spec.stages.last ?? "\(Spec.typeName)Controller" }
}

extension KernelObject where System == RouteNetlink {
    /// Everything that the topics name; nothing where no spec asks for anything, since there may be much.
    public static func observe(
        _ system: RouteNetlink, _ topics: KernelTopics, for desired: [DesiredSpec<Spec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> KernelState {
        guard !desired.isEmpty || !ledger.isEmpty else { return KernelState() }
        return try await KernelState.observe(system, topics)
    }
}

/// Whose an object is that a spec asks for and that is there already.
enum Ownership {
    /// We made it, or took it over.
    case ours
    /// It was there as it should be, and stays when the spec goes.
    case found
    /// Nobody told us of it.
    case foreign

    init(_ entry: LedgerEntry?) {
        switch entry?.claim {
        case .made: self = .ours
        case .found: self = .found
        case nil: self = .foreign
        }
    }
}
