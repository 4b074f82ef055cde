public import Glibc
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import Resources
public import ServiceLifecycle
public import Store
import Synchronization

/// The HTTP interface: resources, history and watches over a unix socket, and over TCP on a loopback address if wanted.
public struct Gateway: Service {
    private let configuration: GatewayConfiguration
    private let responder: Responder
    private let callerLookup: @Sendable (pid_t) -> CallerProcess?
    private let logger: Logger
    private let onRunning: @Sendable () async -> Void

    /// A gateway that isn't listening yet.
    ///
    /// - Parameters:
    ///   - configuration: Where it listens, and whom it lets in.
    ///   - store: What it serves.
    ///   - catalog: The types that it serves.
    ///   - planner: What says which kernel operations a dry run would lead to.
    ///   - auditKeeper: Who signs the audit log.
    ///   - windows: What has to be confirmed; `nil` for windows without probes.
    ///   - statistics: What passed through each link, by its name.
    ///   - chainStatistics: What the rules of each chain of the packet filter have counted, by its name.
    ///   - traffic: What the kernel has of the rules of chains, by the chains' names.
    ///   - configurationStages: The controllers that derive layers from the machine configuration.
    ///   - callerLookup: What `/proc` says of a process; it may block.
    ///   - readiness: What `/readyz` shows.
    ///   - metrics: What `/metrics` shows besides the gateway's own; bootstrap swift-metrics with it.
    ///   - logger: Where it says that it listens.
    ///   - onRunning: Called once when every socket listens.
    public init(
        configuration: GatewayConfiguration, store: ResourceStore, catalog: ResourceCatalog, planner: any Planner,
        auditKeeper: (any AuditKeeper)? = nil, windows: ConfirmWindows? = nil,
        statistics: @escaping @Sendable () async throws(StatisticsError) -> [String: LinkStatistics],
        chainStatistics: @escaping @Sendable () async throws(StatisticsError) -> [String: NfTablesChainStatistics] = {
            [:]
        },
        traffic: @escaping RuleTrafficReader = { _ in [:] }, configurationStages: Set<String> = [],
        callerLookup: @escaping @Sendable (pid_t) -> CallerProcess?,
        readiness: @escaping @Sendable () async -> [ReadinessCheck],
        metrics: PrometheusRegistry = PrometheusRegistry(), logger: Logger,
        onRunning: @escaping @Sendable () async -> Void = {}
    ) {
        self.configuration = configuration
        self.callerLookup = callerLookup
        self.logger = logger
        self.onRunning = onRunning
        let backend = Backend(
            configuration: configuration, store: store, catalog: catalog, planner: planner, auditKeeper: auditKeeper,
            refusals: Refusals(store), windows: windows ?? ConfirmWindows(store, logger: logger),
            statistics: statistics, chainStatistics: chainStatistics, traffic: traffic,
            configurationStages: configurationStages, readiness: readiness,
            metrics: GatewayMetrics(metrics, routes: Routes.all),
            streams: StreamRegistry(limit: configuration.limits.streams),
            openAPI: Array(OpenAPIDocument.generate(catalog: catalog).pretty.utf8) + [0x0A],
            answers: AnswerCache(configuration.limits))
        responder = Responder(backend)
    }

    /// Listens until the service group shuts down.
    ///
    /// - Throws: `GatewayError`, or why a socket can't be bound.
    public func run() async throws {
        let tokens = try configuration.tokenFile.map { path throws(GatewayError) in try BearerTokens(path: path) }
        if let listen = configuration.listen, !HostName.isLoopback(listen.host) {
            throw GatewayError.needsTLS(host: listen.host)
        }
        let socket = UnixSocketFile(path: configuration.socketPath, group: configuration.socketGroup)
        try await Blocking.run { Result { () throws(GatewayError) in try socket.prepare() } }.get()
        let ids = RequestIDs()
        let running = Countdown(configuration.listen == nil ? 1 : 2, onRunning)
        var servers: [any Service] = [unixServer(socket, ids, running)]
        if let listen = configuration.listen { servers.append(tcpServer(listen, tokens ?? .none, ids, running)) }
        let streams = responder.backend.streams
        let keeper = WindowKeeper(backend: responder.backend)
        let keeping = Task { await keeper.run() }
        defer {
            keeping.cancel()
            socket.remove()
        }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for server in servers { group.addTask { try await server.run() } }
                for try await _ in group {}
            }
        } onGracefulShutdown: {
            // The servers wait for what is being answered; a watch would be answered for ever.
            streams.close()
        }
    }

    private func unixServer(_ socket: UnixSocketFile, _ ids: RequestIDs, _ running: Countdown) -> any Service {
        let names = UserNames()
        let lookup = callerLookup
        let logger = logger
        let places = ConnectionPlaces(configuration.limits)
        return ConnectionChannel(
            responder: responder, ids: ids,
            refusal: { places.take(for: PeerCredentials.read($0)?.user, until: $0.closeFuture) },
            caller: { .unix(PeerCredentials.read($0), lookup, names) }
        ).server(
            configuration: serverConfiguration(.unixDomainSocket(path: socket.path)),
            onServerRunning: { _ in
                do {
                    try socket.open()
                } catch {
                    logger.error("the socket's mode can't be set, leaving it", metadata: ["error": "\(error)"])
                }
                await running.one()
            }, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    private func tcpServer(
        _ listen: (host: String, port: Int), _ tokens: BearerTokens, _ ids: RequestIDs, _ running: Countdown
    ) -> any Service {
        let host = listen.host
        return ConnectionChannel(
            responder: responder, ids: ids, refusal: { _ in nil }, caller: { _ in .tcp(tokens, host: host) }
        ).server(
            configuration: serverConfiguration(.hostname(host, port: listen.port)),
            onServerRunning: { _ in await running.one() },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    }

    private func serverConfiguration(_ address: BindAddress) -> ServerConfiguration {
        ServerConfiguration(
            address: address, serverName: nil,
            availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections))
    }
}

extension Gateway: CustomStringConvertible {
    /// A service group names its services so; without a name it would print everything that this one holds, for a fifth of a second.
    public var description: String { "Gateway" }
}

/// Calls something when it was told so many times that one is done.
private final class Countdown: Sendable {
    private let left: Mutex<Int>
    private let done: @Sendable () async -> Void

    init(_ count: Int, _ done: @escaping @Sendable () async -> Void) {
        left = Mutex(count)
        self.done = done
    }

    func one() async {
        let isLast = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isLast { await done() }
    }
}
