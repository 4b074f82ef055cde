public import Kernel
public import Resources
public import Store

/// Links: those that are made, and settings of those that are found.
public enum LinkObject: KernelObject {
    /// What asks for it.
    public typealias Spec = LinkSpec
    /// In the ledger.
    public static let kind = "link"
    /// Links depend on links only.
    public static let topics: KernelTopics = [.links]
    /// What a link that we made carries as its ifalias.
    public static let mark = "netstrata"

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = LinkPlanner(kernel: kernel, ledger: ledger)
        let wanted = desired.filter { !$0.isGoing }
        planner.reserve(wanted)
        planner.putNamesBack(wanted)
        // Bridges first: in the same batch, ports find their master the sooner.
        for item in wanted.filter({ $0.spec.kind == "bridge" }) + wanted.filter({ $0.spec.kind != "bridge" }) {
            planner.want(item)
        }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        planner.restoreFound()
        return planner.plan
    }
}
