public import Kernel
public import Resources
public import Store

/// The servers for names, where systemd-resolved has them; resolv.conf is an `EtcFileSpec`'s.
public enum ResolverObject: KernelObject {
    /// What asks for it.
    public typealias Spec = ResolverSpec
    /// What it is applied to.
    public typealias System = HostSystem
    /// In the ledger, where these entries outlive a restart of the host.
    public static let kind = "resolver"
    /// The files.
    public static let topics: KernelTopics = [.files]

    /// Looks at resolv.conf, and at what systemd-resolved reads.
    public static func observe(
        _ system: HostSystem, _ topics: KernelTopics, for desired: [DesiredSpec<ResolverSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> HostState {
        var state = HostState()
        state.files = try await system.files([.resolverConfiguration, .resolvedDropIn])
        return state
    }

    /// The changes that take systemd-resolved to the specs.
    public static func plan(
        _ desired: [DesiredSpec<ResolverSpec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        var planner = DropInPlanner(kind: kind, host: host, ledger: ledger)
        for item in desired where !item.isGoing {
            let text = ResolverText(item.spec)
            switch ResolverDestination(host.files[.resolverConfiguration]) {
            case .resolved:
                guard let settings = text.resolvedSettings else {
                    planner.plan.outcomes[item.id] = .waiting(
                        "systemd-resolved can't ask any of the servers: it knows no DoH")
                    continue
                }
                let comment = FileOrigin.comment(from: [ResolverSpec.typeName])
                planner.want(.resolvedDropIn, comment + settings, for: item.id)
            case .file: planner.plan.outcomes[item.id] = Self.outcome(text, host.files[.resolverConfiguration])
            }
        }
        planner.undo(desired)
        return planner.plan
    }

    /// Whether resolv.conf says what it should.
    private static func outcome(_ text: ResolverText, _ state: HostFileState?) -> SpecOutcome {
        guard let wanted = text.file else {
            return .waiting("none of the servers speaks plain DNS, and resolv.conf can't name others")
        }
        guard case .file(let actual, _) = state?.content, actual.hasSuffix(wanted) else {
            return .waiting("/etc/resolv.conf doesn't say so")
        }
        let rest = text.leftOut.isEmpty ? "" : "; \(text.leftOut)"
        return .applied(note: "written to /etc/resolv.conf\(rest)")
    }
}
