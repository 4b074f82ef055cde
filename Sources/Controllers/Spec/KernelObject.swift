public import Kernel
import Resources
public import Store

/// A kind of kernel object that specs ask for, and how to get from what is there to what is wanted.
public protocol KernelObject: Sendable {
    /// The spec that asks for it.
    associatedtype Spec: MergeableSpec
    /// The word for the kind in the ledger: `address`.
    static var kind: String { get }
    /// What must be looked at to plan, and whose events mean that it must be looked at again.
    static var topics: KernelTopics { get }

    /// Reads what changed in the store, and says how many specs did; a requirement for the same reason as
    /// `MergeableSpec.collect`.
    static func refresh(_ memory: inout SpecMemory<Self>, _ store: ResourceStore) throws(StoreError) -> Int

    /// What else must be looked at because of what a plan does; then it is made again.
    static func furtherTopics(for plan: KernelPlan) -> KernelTopics

    /// The changes that take the kernel to the specs; pure.
    ///
    /// - Parameters:
    ///   - desired: Every merged spec, those that go included.
    ///   - kernel: What is there.
    ///   - ledger: What is ours, by the kernel's key as text.
    /// - Returns: The plan; empty when the kernel is as it should be.
    static func plan(
        _ desired: [DesiredSpec<Spec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan
}

extension KernelObject {
    /// What every kind does.
    public static func refresh(_ memory: inout SpecMemory<Self>, _ store: ResourceStore) throws(StoreError) -> Int {
        try memory.refresh(store)
    }

    /// Nothing, for most.
    public static func furtherTopics(for plan: KernelPlan) -> KernelTopics { [] }

    /// `AddressSpecController` and so on.
    static var controllerName: String { Spec.stages.last ?? "\(Spec.typeName)Controller" }
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
