public import Kernel
public import Resources
public import Store

/// Links: those that are made, and settings of those that are found.
public enum LinkObject: KernelObject {
    /// What asks for it.
    public typealias Spec = LinkSpec
    /// In the ledger.
    public static let kind = "link"
    /// What it is applied to.
    public typealias System = LinkSystem
    /// Links depend on links only, WireGuard's on what it has of them besides.
    public static let topics: KernelTopics = [.links, .linkDetails, .tunnels]
    /// Of tunnels only what others do to them, which is looked for; the rest was planned.
    public static let wakeUps: KernelTopics = [.links, .linkDetails, .foreignTunnels]
    /// What a link that we made carries as its ifalias.
    public static let mark = "netstrata"

    /// Looks at the links, and at what WireGuard has of them where specs speak of it.
    public static func observe(
        _ system: LinkSystem, _ topics: KernelTopics, for desired: [DesiredSpec<LinkSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> KernelState {
        let tunnels = desired.filter(\.isTunnel)
        var state = try await KernelState.observe(system.kernel, topics.subtracting(.tunnels))
        guard !tunnels.isEmpty else { return state }
        // Others' links may have thousands of peers.
        let wanted = Set(tunnels.compactMap { $0.spec.name.flatMap(state.link)?.index })
        let links = state.table.filter { wanted.contains($0.index) || $0.alias == mark }
        do throws(KernelError) {
            state.tunnels = try await system.kernel.wireGuards(links)
        } catch {
            throw .kernel(error)
        }
        state.tunnelInputs = try await system.sources.inputs(for: tunnels, given: state, ledger)
        return state
    }

    /// Addresses and routes where a link becomes a bond's port, or is one no more.
    public static func furtherTopics(for plan: KernelPlan) -> KernelTopics { PortLosses.topics(for: plan) }

    /// The link itself.
    public static func places(of spec: LinkSpec) -> [String]? { [spec.id] }

    /// The changes that take the kernel to the specs.
    public static func plan(
        _ desired: [DesiredSpec<LinkSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = LinkPlanner(kernel: kernel, ledger: ledger)
        let wanted = desired.filter { !$0.isGoing }
        planner.reserve(wanted)
        let order = LinkOrder(wanted.map(\.spec))
        planner.order = order
        planner.contradictions = LinkContradictions(wanted)
        planner.putNamesBack(wanted.filter { planner.refusal(of: $0) == nil })
        for item in planner.handOver(wanted.sorted(by: { order.precedes($0.spec, $1.spec) })) { planner.want(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.drop(entry) }
        planner.restoreFound()
        planner.tellWhoIsLeft(wanted)
        return planner.plan
    }
}
