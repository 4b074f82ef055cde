internal import Audit
internal import Foundation
internal import GRDB
import Synchronization

/// The one thread that writes: it takes everything that waits into one SQLite transaction (group commit).
///
/// Each job has its own `txn` row, and a savepoint unless it is the first, so that one job's failure leaves the others alone. Callers
/// are answered after COMMIT has returned, and with `synchronous=FULL` that is after the disk has it.
final class Writer: Sendable {
    /// The most jobs that share a transaction, so that none waits for a very long one.
    static let groupLimit = 512

    /// Something to do within a transaction, and whom to tell.
    struct Job: Sendable {
        let context: ChangeContext
        let keepsNothing: Bool
        let run: @Sendable (WriteTransaction) throws(StoreError) -> Void
        let finish: @Sendable (Result<CommitRecord, StoreError>) -> Void
    }

    private struct Queue {
        var jobs: [Job] = []
        var isClosed = false
    }

    private let database: DatabaseQueue
    private let groupLimit: Int
    private let queue = Mutex(Queue())
    /// The revision after the last commit; what is newer at the next one was another process'.
    private let known: Mutex<Int64>
    /// How the audit log is kept, and how far it has come.
    private let auditing: Mutex<Auditing?>
    /// The last large spec, for those who read it next.
    let freshSpec = FreshSpec()
    private let wakeUp = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let committed: @Sendable (Int64, Set<ResourceKind>, Set<ResourceKind>, AuditHead?) -> Void

    /// A writer on a connection; `committed` is called on its thread after each commit, with the revision reached,
    /// the types that changed, those that other processes have changed, and the head of the audit log.
    init(
        _ database: DatabaseQueue, groupLimit: Int = Writer.groupLimit, auditing: Auditing? = nil,
        committed: @escaping @Sendable (Int64, Set<ResourceKind>, Set<ResourceKind>, AuditHead?) -> Void
    ) {
        self.database = database
        self.groupLimit = max(1, groupLimit)
        self.auditing = Mutex(auditing)
        known = Mutex((try? database.unsafeRead { try Queries.revision($0) }) ?? 0)
        self.committed = committed
        let thread = Thread { [self] in work() }
        thread.name = "netstrata-writer"
        thread.start()
    }

    /// How many jobs wait for the next transaction.
    var count: Int { queue.withLock { $0.jobs.count } }

    /// The head of the audit log after the last commit; `nil` where none is kept.
    var auditHead: AuditHead? { auditing.withLock { $0?.head } }

    /// The same as text.
    var auditHeadText: String? { auditing.withLock { $0?.headText } }

    /// Queues a job; after `close` it is told `closed` at once.
    func submit(_ job: Job) {
        let isAccepted = queue.withLock { queue in
            if !queue.isClosed { queue.jobs.append(job) }
            return !queue.isClosed
        }
        if isAccepted { wakeUp.signal() } else { job.finish(.failure(.closed)) }
    }

    /// Finishes what waits, and ends the thread.
    func close() {
        let wasOpen = queue.withLock { queue in
            defer { queue.isClosed = true }
            return !queue.isClosed
        }
        guard wasOpen else { return }
        wakeUp.signal()
        ended.wait()
    }

    private func work() {
        while true {
            wakeUp.wait()
            let (jobs, isClosed) = queue.withLock { queue in
                let group = Array(queue.jobs.prefix(groupLimit))
                queue.jobs.removeFirst(group.count)
                return (group, queue.isClosed && queue.jobs.isEmpty)
            }
            var rest = jobs[...]
            while !rest.isEmpty { rest = rest.dropFirst(commit(rest)) }
            if isClosed { break }
        }
        try? database.close()
        ended.signal()
    }

    /// Commits jobs together.
    ///
    /// - Returns: How many of the first; behind a long one the others wait for the next commit.
    private func commit(_ waiting: ArraySlice<Job>) -> Int {
        var jobs = waiting
        var results: [Result<CommitRecord, StoreError>] = []
        var head: Int64?
        var touched: [ResourceKind] = []
        var byOthers: Set<ResourceKind> = []
        let known = known.withLock { $0 }
        let auditing = auditing.withLock { $0 }
        var (auditHead, clockOffset): (AuditHead?, Int64?) = (nil, nil)
        do {
            try database.writeWithoutTransaction { database in
                var group = WriteGroup(database, auditing: auditing)
                try group.begin(after: known)
                for job in waiting where group.isOpen { results.append(try group.run(job)) }
                jobs = waiting.prefix(results.count)
                byOthers = group.byOthers
                // A dry run or a failure alone leaves nothing behind, not even a commit that others would see.
                let keeps = zip(jobs, results).contains { !$0.keepsNothing && $1.isSuccess }
                if keeps {
                    try group.commit()
                    (head, auditHead, clockOffset) = (group.head, group.auditHead, group.clock.offset)
                } else {
                    group.rollBack()
                }
            }
        } catch {
            let failure = StoreError(error)
            results = jobs.map { _ in .failure(failure) }
            head = nil
        }
        if let head {
            self.known.withLock { $0 = head }
            if let auditHead {
                self.auditing.withLock {
                    $0?.head = auditHead
                    $0?.clockOffset = clockOffset
                }
            }
            for case (let job, .success(let commit)) in zip(jobs, results) where !job.keepsNothing {
                for kind in commit.touched where !touched.contains(kind) { touched.append(kind) }
                if let spec = commit.largeSpec { freshSpec.note(spec) }
            }
            committed(head, Set(touched), byOthers, auditHead)
        }
        for (job, result) in zip(jobs, results) { job.finish(result) }
        return results.count
    }
}
