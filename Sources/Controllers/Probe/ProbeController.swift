import Kernel
import NetworkTypes
import Resources
public import Store
import Synchronization

/// Tries to reach what the probes name, again and again, and says how that goes (Talos' ProbeController).
///
/// Each probe has a task of its own, and while it tries a thread: what is slow to answer keeps nobody waiting. A status is
/// written only when there is something new to say. Without probes nothing runs.
public final class ProbeController: Controller {
    /// The name.
    public let name = "ProbeController"
    /// The probes.
    public let inputs = [ResourceKind(Namespace.network, ProbeSpec.typeName)]
    /// How they go.
    public let outputs = [ResourceKind(Namespace.network, ProbeStatus.typeName)]

    /// The most probes that are tried; each has a thread.
    public static let limit = 100

    private struct Work {
        let spec: ProbeSpec
        let task: Task<Void, Never>
    }

    private let store: ResourceStore
    private let board: ProbeBoard
    private let works = Mutex<[String: Work]>([:])

    /// A controller over a store; its probes end with it.
    public init(_ store: ResourceStore) {
        self.store = store
        board = ProbeBoard(store, owner: name)
    }

    deinit { works.withLock { $0.values.forEach { $0.task.cancel() } } }

    /// Begins what isn't tried yet, ends what is no longer asked for, and puts statuses right.
    public func reconcile() async throws(ControllerError) -> Duration? {
        do throws(StoreError) {
            let specs = try specs()
            let stored = try store.list(Namespace.network, ProbeStatus.typeName).resources
            let tried = Set(specs.keys.sorted().prefix(Self.limit))
            board.become(tried, stored: Self.known(stored, by: name))
            works.withLock { works in
                for (id, work) in works where !tried.contains(id) || specs[id] != work.spec {
                    work.task.cancel()
                    works[id] = nil
                }
                for (id, spec) in specs where tried.contains(id) && works[id] == nil {
                    works[id] = Work(spec: spec, task: Task { [board] in await Self.run(id, spec, board) })
                }
            }
            try await board.remove(Set(stored.map(\.metadata.key.id)).subtracting(specs.keys))
            let right = Dictionary(
                stored.filter { $0.metadata.isAsWritten(by: name) }.map { ($0.metadata.key.id, $0.spec) }
            ) { $1 }
            var texts = board.texts
            for id in specs.keys where !tried.contains(id) { texts[id] = Self.excess.canonical }
            try await board.write(texts.filter { right[$0.key] != $0.value })
        } catch {
            throw .store(error)
        }
        return nil
    }

    /// The probes that can be read.
    private func specs() throws(StoreError) -> [String: ProbeSpec] {
        var specs: [String: ProbeSpec] = [:]
        for resource in try store.list(Namespace.network, ProbeSpec.typeName).resources {
            var faults: [Fault] = []
            guard resource.metadata.phase == .running, let spec = ProbeSpec.read(resource.spec, &faults) else {
                continue
            }
            specs[resource.metadata.key.id] = spec
        }
        return specs
    }

    /// What this controller said before.
    private static func known(_ stored: [Resource], by owner: String) -> [String: ProbeStatus] {
        var known: [String: ProbeStatus] = [:]
        for resource in stored where resource.metadata.isAsWritten(by: owner) {
            var faults: [Fault] = []
            known[resource.metadata.key.id] = ProbeStatus.read(resource.spec, &faults)
        }
        return known
    }

    /// What is said of a probe that is one too many.
    private static var excess: ProbeStatus {
        var status = ProbeStatus()
        status.lastError = "not tried: at most \(limit) probes are"
        return status
    }

    /// Tries one probe until the task is cancelled.
    private static func run(_ id: String, _ spec: ProbeSpec, _ board: ProbeBoard) async {
        guard let target = spec.target else { return }
        while !Task.isCancelled {
            let begin = ContinuousClock.now
            let attempt = ProbeAttempt(target, timeout: spec.timeout.duration)
            let failure = await attempt.outcome(within: spec.timeout.duration)
            let took = ContinuousClock.now - begin
            guard !Task.isCancelled else { return }
            await board.take(failure, of: id, threshold: spec.failureThreshold, took: took)
            await attempt.end()
            try? await Task.sleep(until: begin + spec.interval.duration)
        }
    }
}

extension ProbeSpec {
    /// What is tried.
    fileprivate var target: ProbeTarget? {
        if let endpoint = tcp?.endpoint { return .tcp(endpoint) }
        return http?.url.flatMap { ProbeTarget($0) }
    }

    /// How long a try may take.
    fileprivate var timeout: GoDuration { tcp?.timeout ?? http?.timeout ?? .seconds(10) }
}
