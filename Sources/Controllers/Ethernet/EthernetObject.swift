public import Kernel
import NetworkTypes
public import Resources
public import Store

/// What Ethernet devices are set to.
public enum EthernetObject: KernelObject {
    /// What asks for it.
    public typealias Spec = EthernetSpec
    /// In the ledger.
    public static let kind = "ethernet"
    /// A device comes with its link.
    public static let topics: KernelTopics = [.links, .linkDetails, .ethernet]

    /// Looks at the devices that specs or the ledger name, and at none where there are no such: there may be thousands.
    public static func observe(
        _ system: RouteNetlink, _ topics: KernelTopics, for desired: [DesiredSpec<EthernetSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> KernelState {
        guard !desired.isEmpty || !ledger.isEmpty else { return KernelState() }
        var state = try await KernelState.observe(system, [.links])
        let links = names(desired, ledger).compactMap(state.link).map { ($0.index, $0) }
        try await state.observeEthernet(system, Dictionary(links) { $1 }.values.sorted { $0.index < $1.index })
        return state
    }

    /// Its link.
    public static func places(of spec: EthernetSpec) -> [String]? { [spec.id] }

    /// The links that specs or the ledger name.
    private static func names(
        _ desired: [DesiredSpec<EthernetSpec>], _ ledger: [String: LedgerEntry]
    ) -> [InterfaceName] {
        desired.compactMap(\.spec.linkName) + ledger.keys.compactMap(InterfaceName.init(_:))
    }

    /// The links whose devices a forecast may speak of: all where names are spoken of that a link may yet get.
    static func links(
        spokenOfBy desired: [DesiredSpec<EthernetSpec>], _ ledger: [String: LedgerEntry], in state: KernelState
    ) -> [KernelLink] {
        let names = names(desired, ledger)
        let links = names.compactMap(state.link)
        return links.count == names.count
            ? Dictionary(links.map { ($0.index, $0) }) { $1 }.values.sorted { $0.index < $1.index }
            : state.table.filter { $0.type == .ether }
    }

    /// The kernel doesn't tell when packets are spread in another way (before Linux 6.17).
    public static func nextLook(_ desired: [DesiredSpec<EthernetSpec>]) -> Duration? {
        desired.contains { $0.spec.rss != nil } ? .seconds(5) : nil
    }

    /// The changes that take devices to the specs, or back to what they were.
    public static func plan(
        _ desired: [DesiredSpec<EthernetSpec>], given kernel: KernelState, _ ledger: [String: LedgerEntry]
    ) -> KernelPlan {
        var planner = EthernetPlanner(kernel: kernel, ledger: ledger)
        for item in desired where !item.isGoing { planner.want(item) }
        for entry in planner.claims.undo(desired, ledger, &planner.plan) { planner.restore(entry) }
        return planner.plan
    }
}
