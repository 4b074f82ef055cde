import Foundation
import Gateway
import Logging
import Resources
import ServiceLifecycle
import Store
import Synchronization

/// A gateway on a socket of its own, over a store of its own.
struct Daemon: Sendable {
    let store: ResourceStore
    let socket: String
    let folder: String
    var port: Int?
    let planner: FakePlanner

    static let catalog = ResourceCatalog([
        ResourceType(AddressSpec.self), ResourceType(AddressStatus.self), ResourceType(LinkSpec.self),
        ResourceType(LinkStatus.self), ResourceType(RouteSpec.self), ResourceType(RouteStatus.self),
        ResourceType(RoutingRuleSpec.self), ResourceType(RoutingRuleStatus.self), ResourceType(ApplyStatus.self),
        ResourceType(ProbeSpec.self), ResourceType(ResolverSpec.self), ResourceType(EtcFileSpec.self),
        ResourceType(StaticHost.self), ResourceType(NfTablesChainSpec.self), ResourceType(NfTablesSetSpec.self),
        ResourceType(ManagementSpec.self), ResourceType(MachineConfig.self), ResourceType(RevisionTag.self),
        ResourceType(ConfirmWindow.self),
    ])

    /// What the kernel is said to have counted on `lo`.
    static let counted: LinkStatistics = {
        var counted = LinkStatistics()
        (counted.rx.bytes, counted.tx.packets) = (Count(4096), Count(.max))
        return counted
    }()

    /// Of each chain the first rule has counted three packets, and the others aren't in the kernel.
    static let traffic: RuleTrafficReader = { chains throws(StatisticsError) in
        var counted = RuleTraffic()
        counted.add(packets: 1, bytes: 100)
        counted.add(packets: 2, bytes: 200)
        return Dictionary(chains.map { ($0.id, $0.rules.isEmpty ? [] : [counted]) }) { $1 }
    }

    /// Runs a test against a daemon.
    static func run(
        limits: Limits = Limits(), tokens: String? = nil, listens: Bool = false, ready: Bool = true,
        keeper: (any AuditKeeper)? = nil, prober: (any Prober)? = nil,
        _ body: @escaping @Sendable (Daemon) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "gw-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try ResourceStore(path: folder + "/db", classes: catalog.historyClasses)
        defer { store.close() }
        var configuration = GatewayConfiguration(
            socketPath: folder + "/s", socketGroup: nil, version: "1.2.3", limits: limits)
        var daemon = Daemon(store: store, socket: folder + "/s", folder: folder, planner: FakePlanner())
        if listens {
            let port = try await RawConnection.freePort()
            configuration.listen = ("127.0.0.1", port)
            daemon.port = port
        }
        if let tokens {
            configuration.tokenFile = folder + "/tokens"
            _ = FileManager.default.createFile(
                atPath: folder + "/tokens", contents: Data(tokens.utf8), attributes: [.posixPermissions: 0o600])
        }
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let gateway = Gateway(
            configuration: configuration, store: store, catalog: catalog, planner: daemon.planner,
            auditKeeper: keeper, windows: ConfirmWindows(store, prober: prober, logger: quietLogger),
            statistics: { ["lo": Self.counted] }, traffic: Self.traffic,
            callerLookup: { _ in CallerProcess(command: "te st", loginUID: 4_000_000) },
            readiness: { [ReadinessCheck(name: "kernel", ok: ready, detail: ready ? "" : "no netlink")] },
            logger: quietLogger, onRunning: { isRunning.yield() })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: gateway)], logger: quietLogger))
        let ready = daemon
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { isRunning.finish() }
                try await group.run()
            }
            var iterator = running.makeAsyncIterator()
            _ = await iterator.next()
            do {
                try await body(ready)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// Asks over the unix socket.
    func ask(
        _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: String = ""
    ) async throws -> Reply {
        try await RawConnection.ask(.unix(socket), method, path, headers, Array(body.utf8))
    }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await ask("GET", path, headers)
    }

    /// A PUT of JSON.
    func put(_ path: String, _ body: String = "{}", _ headers: [String: String] = [:]) async throws -> Reply {
        try await ask("PUT", path, headers.merging(["content-type": "application/json"]) { own, _ in own }, body)
    }

    /// Writes as a controller would.
    @discardableResult
    func control(
        _ owner: String = "TestController", _ body: @escaping @Sendable (WriteTransaction) throws(StoreError) -> Void
    ) async throws -> CommitRecord {
        try await store.write(ChangeContext(actor: owner, origin: .controller), body).commit
    }
}

/// Says what it was asked.
final class FakePlanner: Planner {
    private let questions = Mutex<[[ResourceKey: Resource?]]>([])
    var asked: [[ResourceKey: Resource?]] { questions.withLock { $0 } }

    func plan(_ changes: [ResourceKey: Resource?]) async throws(PlannerError) -> Forecast {
        questions.withLock { $0.append(changes) }
        return Forecast(operations: changes.keys.map { PlannedOperation("add address", $0.id, isDisruptive: true) })
    }

    /// The rows of chains that a configuration is said to lead to.
    let rows = Mutex<[LayerChange]>([])

    func layers(of type: String, after changes: [ResourceKey: Resource?]) throws(PlannerError) -> [LayerChange] {
        rows.withLock { $0 }
    }

    func origins(of keys: [ResourceKey]) throws(PlannerError) -> [ResourceKey: [RowOrigin]] {
        Dictionary(
            keys.filter { $0.id.hasPrefix("configuration/") }.map {
                ($0, [RowOrigin(document: "LinkConfig/eth0", line: 7, pointer: JSONPointer(tokens: ["mtu"]))])
            }
        ) { $1 }
    }
}

let address = "/v1/resources/network-config/AddressSpec/eth0/192.0.2.10/24"

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension ResourceType {
    /// Whether people write its resources one by one.
    var isWrittenAlone: Bool {
        switch placement {
        case .layered, .plain: true
        case .observed, .document, .recorded: false
        }
    }
}
