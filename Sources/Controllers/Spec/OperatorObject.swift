public import Kernel
public import Resources
public import Store

/// DHCP and shared addresses: asked for by documents of Talos', and not carried out, which each of them is told.
public enum OperatorObject: KernelObject {
    /// What asks for it.
    public typealias Spec = OperatorSpec
    /// In the ledger, where none of them ever is.
    public static let kind = "operator"
    /// Nothing: whatever the kernel has, it stays so.
    public static let topics: KernelTopics = []

    /// No change.
    public static func plan(
        _ desired: [DesiredSpec<OperatorSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var plan = KernelPlan()
        for item in desired {
            plan.outcomes[item.id] =
                item.isGoing ? .gone : .notSupported("this version has no operator \(item.spec.operator.rawValue)")
        }
        return plan
    }
}
