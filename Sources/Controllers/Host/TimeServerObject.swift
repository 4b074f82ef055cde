public import Kernel
import NetworkTypes
public import Resources
public import Store

/// The servers for the time, where a service of the host asks them.
public enum TimeServerObject: KernelObject {
    /// What asks for it.
    public typealias Spec = TimeServerSpec
    /// What it is applied to.
    public typealias System = HostSystem
    /// In the ledger, where these entries outlive a restart of the host.
    public static let kind = "timeserver"
    /// The files; services say by a folder that they run.
    public static let topics: KernelTopics = [.files]

    /// Looks at what the services read, and which of them runs.
    public static func observe(
        _ system: HostSystem, _ topics: KernelTopics, for desired: [DesiredSpec<TimeServerSpec>],
        _ ledger: [String: LedgerEntry]
    ) async throws(ControllerError) -> HostState {
        var state = HostState()
        state.files = try await system.files([.timesyncdDropIn, .chronySources])
        state.timeService = await system.timeService()
        return state
    }

    /// The changes that take the service to the specs.
    public static func plan(
        _ desired: [DesiredSpec<TimeServerSpec>], given host: HostState, _ ledger: [String: LedgerEntry]
    ) -> SpecPlan<HostChange> {
        var planner = DropInPlanner(kind: kind, host: host, ledger: ledger)
        for item in desired where !item.isGoing {
            // A service that has been given them and doesn't run at the moment, as early at the start of the host, keeps them.
            guard let service = host.timeService ?? ledger.keys.sorted().compactMap(HostFile.init(rawValue:)).first
            else {
                planner.plan.outcomes[item.id] = .applied(
                    note: "neither systemd-timesyncd nor chrony runs here, so nothing asks these servers")
                continue
            }
            let servers = item.spec.timeServers.map(\.description)
            let comment = FileOrigin.comment(from: [TimeServerSpec.typeName])
            planner.want(
                service, comment + Self.text(service, servers, isAuthenticated: item.spec.useNTS), for: item.id)
            if item.spec.useNTS, service == .timesyncdDropIn {
                planner.plan.outcomes[item.id] = .applied(note: "given to systemd-timesyncd, which knows no NTS")
            }
        }
        planner.undo(desired)
        return planner.plan
    }

    private static func text(_ service: HostFile, _ servers: [String], isAuthenticated: Bool) -> String {
        guard service == .chronySources else { return "[Time]\nNTP=\(servers.joined(separator: " "))\n" }
        return servers.map { "server \($0) iburst\(isAuthenticated ? " nts" : "")\n" }.joined()
    }
}

extension HostSystem {
    /// What the service reads that sets the clock; `nil` when none of those that we know runs.
    ///
    /// chrony reads our file only where a distribution's settings name its folder, as Debian's do.
    func timeService() async -> HostFile? {
        if await local.has("run/chrony"), await local.has("etc/chrony/sources.d") { return .chronySources }
        return await local.has("run/systemd/timesync") ? .timesyncdDropIn : nil
    }
}
