import ArgumentParser
import Audit
import Controllers
import Foundation
import Gateway
import HostConfiguration
import Kernel
import Logging
import Metrics
import NetworkTypes
import Resources
import ServiceLifecycle
import Store
import UnixSignals

/// `netstrata serve`: the daemon.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon: keep the kernel as the resources say, and answer on the socket.",
        discussion: """
            EXAMPLES
              netstrata serve
              netstrata serve --state ./state --socket ./api.sock
              netstrata serve --config /etc/netstrata/config.yaml
              netstrata serve --listen 127.0.0.1:8080 --token-file /etc/netstrata/tokens
            """)

    @Option(help: ArgumentHelp("Folder of the database; made with mode 0700.", valueName: "dir"))
    var state = "/var/lib/netstrata"

    @OptionGroup var connection: ConnectionOptions

    @OptionGroup var sources: ConfigurationSources

    @Option(help: ArgumentHelp("Group that may use the socket.", valueName: "group"))
    var group = "netstrata"

    @Option(help: ArgumentHelp("Also answer on TCP; loopback addresses only.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("Who may write over TCP: a line \"<name> <token>\" each, mode 0600.", valueName: "path"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("Root of the host's files.", valueName: "dir"))
    var root = "/"

    @Option(help: ArgumentHelp("Socket of a host-helper to use.", valueName: "path", visibility: .hidden))
    var hostHelper: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning or error.", valueName: "level"))
    var logLevel = LogLevel.info

    @Option(
        help: ArgumentHelp("Writes that may share a commit; to measure what sharing is worth.", visibility: .hidden))
    var writesPerCommit: Int?

    @Flag(help: ArgumentHelp("Keep no audit log; to measure what it costs.", visibility: .hidden))
    var withoutAudit = false

    func validate() throws {
        _ = try listenAddress()
    }

    func run() async throws {
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "netstrata")
        logger.logLevel = Logger.Level(rawValue: logLevel.rawValue) ?? .info
        do {
            try await serve(logger, registry)
        } catch {
            throw DaemonFailure(error, state: state)
        }
    }

    private func serve(_ logger: Logger, _ registry: PrometheusRegistry) async throws {
        let folder = StateFolder(state)
        let lock = try folder.claim()
        let store = try ResourceStore(
            path: folder.database, classes: Catalog.types.historyClasses, writesPerCommit: writesPerCommit,
            keepsAudit: !withoutAudit)
        defer { withExtendedLifetime(lock) { store.close() } }
        // A window that was open is put back now: the room that was kept for that is wanted from here on.
        store.reserve.release()
        if store.isRestored {
            logger.warning(
                "an older copy of the database was put in its place: revisions count anew from there",
                metadata: ["incarnation": "\(store.incarnation)", "revision": "\(store.revision)"])
        }
        if let gap = store.auditBreak {
            logger.error(
                "the audit log isn't as it was left: \(gap.words)",
                metadata: ["expected": "\(gap.expected)", "found": "\(gap.found)"])
        }
        let signer = try AuditSigner(store, AuditKeyFile(folder), logger)
        await signer.noteStart()
        let monitor = try KernelMonitor(table: FirewallSystem.table)
        defer { monitor.stop() }
        let hostRoot = HostRoot(root)
        let hostMonitor = try HostMonitor(hostRoot)
        defer { hostMonitor.stop() }
        let local = try LocalHost(hostRoot)
        let host = HostSystem(local, operations: try HostAccess.operations(local, helper: hostHelper, logger))
        if let failure = monitor.connectorFailure {
            logger.info(
                "short-lived programs that change the network can't be named", metadata: ["reason": "\(failure)"])
        }
        let untold = UntoldChanges { monitor.wake($0) }
        let kernel = try RouteNetlink(
            following: LinkFollowing(trust: .seconds(5), untold: untold), asksDrivers: false,
            foreignChanges: monitor.foreignChanges)
        let observer = try RouteNetlink(following: LinkFollowing(untold: untold))
        let tunnels = TunnelSources(store)
        let given = sources.host(root: root, incarnation: store.incarnation, logger)
        let layers = ConfigurationInputs(given.sources)
        let forecast = ConfigurationForecast(store, layers)
        let held = HeldIntent(store, forecast, stages: Catalog.mergeStages)
        let windows = ConfirmWindows(store, prober: HostProber(observer), standIn: held, logger: logger)
        await windows.recover()
        try await bindLedger(store)
        await LinkJournal(store).recover(kernel, logger)
        ForeignManagers(root: root).warn(logger)

        let socket = connection.socketPath
        let refused = await sources.load(into: store, logger)
        let faults = [refused, given.fault].compactMap { $0 }
        let tables = try NfTables(table: FirewallSystem.table, foreignChanges: monitor.foreignChanges)
        let firewall = FirewallSystem(tables)
        // What rules have counted is read over another connection: nobody who puts the table right waits for it.
        let filters = try NfTables(table: FirewallSystem.table)
        let controllers = Catalog.controllers(
            store, kernel: kernel, observer: observer, tunnels: tunnels, host: host,
            firewall: (firewall, tables), layers: layers, held: held)
        let runner = ControllerRunner(
            controllers, store: store, monitors: [monitor, hostMonitor, tunnels, held, firewall], kernel: observer,
            firewall: filters, program: "netstrata/\(Version.current)", logger: logger)
        await runner.boot()
        let gateway = Gateway(
            configuration: GatewayConfiguration(
                socketPath: socket, socketGroup: group, listen: try listenAddress(), tokenFile: tokenFile,
                version: Version.current, root: URL(fileURLWithPath: root).path),
            store: store, catalog: Catalog.types,
            planner: KernelPlanner(store, observer, tunnels, host, firewall, forecast), auditKeeper: signer,
            windows: windows,
            statistics: { () throws(StatisticsError) in try await statistics(observer) },
            chainStatistics: { () throws(StatisticsError) in try await statistics(filters) },
            traffic: { chains throws(StatisticsError) in
                RuleTraffic.of(chains, in: try await counted(filters))
            },
            configurationStages: Set(ConfigurationRules.all.map { $0.controller }),
            callerLookup: { pid in
                ProcessIdentity(pid: pid).map {
                    CallerProcess(command: $0.command, executable: $0.executable, loginUID: $0.loginUID)
                }
            },
            readiness: { readiness(runner, controllers, store) + faults.map { $0.check(store) } }, metrics: registry,
            logger: logger,
            onRunning: {
                ServiceManager.notify("READY=1")
                logger.info("ready", metadata: ["socket": "\(socket)", "revision": "\(store.revision)"])
            })
        var group = ServiceGroupConfiguration(
            services: [
                gateway, signer, runner, TunnelWatch(observer, tunnels), SilentLinkWatch(observer, untold),
                MemoryTrimmer(store: store), RetentionService(store: store, logger: logger),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
        ServiceManager.notify("STOPPING=1")
        await signer.noteStop()
    }

    /// The ledger speaks of one kernel's objects: after a reboot, or in another namespace, there are others.
    private func bindLedger(_ store: ResourceStore) async throws {
        let identity = try NetworkNamespace.identity()
        _ = try await store.write(ChangeContext(actor: "netstrata", origin: .boot)) { transaction throws(StoreError) in
            try transaction.bindLedger(to: identity, lasting: HostSystem.lastingKinds, carried: HostSystem.carriedKinds)
        }
    }

    private func statistics(_ kernel: RouteNetlink) async throws(StatisticsError) -> [String: LinkStatistics] {
        do throws(KernelError) {
            let counters = try await kernel.counters()
            var statistics = Dictionary(counters.map { ($0.key.description, LinkStatistics($0.value)) }) { $1 }
            for (name, traffic) in try await kernel.wireGuardTraffic() {
                statistics[name.description]?.add(traffic, now: HostClock.secondsSince1970)
            }
            return statistics
        } catch {
            throw StatisticsError(reason: "\(error)")
        }
    }

    private func statistics(_ filters: NfTables) async throws(StatisticsError) -> [String: NfTablesChainStatistics] {
        Dictionary(try await counted(filters).chains.map { ($0.name, NfTablesChainStatistics($0)) }) { $1 }
    }

    private func counted(_ filters: NfTables) async throws(StatisticsError) -> NfTablesState {
        do throws(KernelError) { return try await filters.counted() } catch {
            throw StatisticsError(reason: "\(error)")
        }
    }

    private func readiness(
        _ runner: ControllerRunner, _ controllers: [any Controller], _ store: ResourceStore
    ) -> [ReadinessCheck] {
        let failures = runner.failures
        return controllers.map { controller in
            let cursor = store.cursors[controller.name]
            let detail = failures[controller.name] ?? (cursor.map { "at revision \($0)" } ?? "hasn't run yet")
            return ReadinessCheck(
                name: controller.name, ok: failures[controller.name] == nil && cursor != nil, detail: detail)
        } + NetworkReadiness(store: store).checks
    }

    private func listenAddress() throws -> (host: String, port: Int)? {
        guard let listen else { return nil }
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw ValidationError("--listen takes HOST:PORT, such as 127.0.0.1:8080, not '\(listen)'") }
        let host = listen[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return (host, port)
    }
}

/// The levels of swift-log, as words on the command line.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error
}
