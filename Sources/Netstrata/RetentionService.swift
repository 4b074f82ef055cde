import Logging
import Metrics
import Resources
import ServiceLifecycle
import Store

/// Keeps history as long as `ManagementSpec` says, and no longer.
struct RetentionService: Service {
    /// Between two looks whether there is something to prune.
    private static let pause = Duration.seconds(60)
    /// How long the writer is left alone after a step, as a multiple of the step: while others write, and while nobody does.
    private static let rest = (busy: 9, idle: 1)

    /// So many rows of the audit log are let come together before they go: a row tells of each pruning.
    private static let auditSlack = 64

    let store: ResourceStore
    let logger: Logger

    func run() async throws {
        let (rounds, begin) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask {
                    while (try? await Task.sleep(for: Self.pause)) != nil { begin.yield() }
                    begin.finish()
                }
                group.addTask {
                    // The first wake-up comes with listening; a start has other things to do.
                    for await _ in store.feed.wakeUps(for: Interest([Self.kind])).dropFirst() { begin.yield() }
                }
                group.addTask {
                    let pruner = HistoryPruner(store)
                    for await _ in rounds { await round(pruner) }
                }
                await group.waitForAll()
            }
        }
    }

    private static let kind = ResourceKind(Namespace.management, ManagementSpec.typeName)

    private var retention: Retention {
        get throws(StoreError) {
            let key = ResourceKey(Self.kind.namespace, Self.kind.type, ManagementSpec().id)
            return try store.get(key).flatMap { ManagementSpec.read($0.spec)?.retention } ?? Retention()
        }
    }

    /// The revision to which a change that isn't confirmed may be put back.
    private var needed: Int64 {
        get throws(StoreError) {
            let windows = try store.list(Namespace.management, ConfirmWindow.typeName).resources
                .compactMap { ConfirmWindow.read($0.spec) }.filter { $0.state == .pending }
            let revisions = windows.flatMap {
                [$0.baseRevision] + $0.overridden.map(\.revision).filter { $0.number > 0 }
            }
            return revisions.map { Int64(clamping: $0.number) }.min() ?? .max
        }
    }

    private func round(_ pruner: HistoryPruner) async {
        for kind in HistoryClass.allCases {
            do throws(StoreError) {
                try await prune(kind, pruner)
            } catch {
                logger.warning(
                    "history isn't pruned, and will be tried again",
                    metadata: ["class": "\(kind.rawValue)", "reason": "\(error)"])
            }
        }
        do throws(StoreError) {
            try await pruneAudit()
        } catch {
            logger.warning("the audit log isn't pruned, and will be tried again", metadata: ["reason": "\(error)"])
        }
    }

    private func pruneAudit() async throws(StoreError) {
        let rule = try retention.auditRule
        let surplus = try store.auditSurplus(rule, now: .now)
        guard surplus >= Self.auditSlack else { return }
        var removed = 0
        while removed < surplus, !Task.isCancelled {
            let start = ContinuousClock.now
            guard let count = try await store.pruneAudit(rule, now: .now) else { break }
            removed += count
            try? await Task.sleep(for: (ContinuousClock.now - start) * Self.rest.busy)
        }
        if removed > 0 { logger.info("the audit log was pruned", metadata: ["rows": "\(removed)"]) }
    }

    private func prune(_ kind: HistoryClass, _ pruner: HistoryPruner) async throws(StoreError) {
        let timer = Timer(label: "netstrata_history_pruning_seconds", dimensions: [("class", kind.rawValue)])
        let counter = Counter(label: "netstrata_history_pruned_total", dimensions: [("class", kind.rawValue)])
        var (removed, horizon) = (0, Int64(0))
        while !Task.isCancelled {
            let revision = store.revision
            let rule = try retention.rule(for: kind)
            guard let step = try await pruner.step(kind, rule, now: .now, keeping: needed) else { break }
            (removed, horizon) = (removed + step.removed, step.horizon)
            timer.recordNanoseconds(step.time.nanoseconds)
            counter.increment(by: step.removed)
            let isBusy = store.revision != revision
            try? await Task.sleep(for: step.time * (isBusy ? Self.rest.busy : Self.rest.idle))
        }
        guard removed > 0 else { return }
        logger.info(
            "history was pruned",
            metadata: ["class": "\(kind.rawValue)", "changes": "\(removed)", "oldestRevision": "\(horizon)"])
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}

extension RetentionService: CustomStringConvertible {
    /// As a service group names it.
    var description: String { "RetentionService" }
}
