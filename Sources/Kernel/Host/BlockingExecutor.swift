import Glibc
import Synchronization

/// An actor's executor with one thread of its own, so that blocking calls hold up no one else.
public final class BlockingExecutor: SerialExecutor {
    private let queue: JobQueue

    /// Starts the thread; it ends when the executor is let go.
    ///
    /// - Parameter label: The thread's name, as `ps -L` shows its first 15 bytes.
    /// - Throws: `unavailable` when no thread or descriptor is left.
    public init(label: String = "blocking") throws(KernelError) {
        let queue = JobQueue(bell: try WakeUpDescriptor())
        self.queue = queue
        try startThread(label: label) { queue.run() }
    }

    deinit { queue.close() }

    /// Queues a job behind those that wait.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(UnownedJob(job), of: self)
    }
}

/// The jobs that wait for an executor's thread.
private final class JobQueue: Sendable {
    private struct State {
        // The executor lives until its last job is done: an actor may let go of it in that job.
        var jobs: [(job: UnownedJob, executor: BlockingExecutor)] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell: WakeUpDescriptor

    init(bell: WakeUpDescriptor) { self.bell = bell }

    func append(_ job: UnownedJob, of executor: BlockingExecutor) {
        let wasEmpty = state.withLock { state in
            state.jobs.append((job, executor))
            return state.jobs.count == 1
        }
        if wasEmpty { bell.ring() }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        bell.ring()
    }

    /// The thread's body: runs what waits, then waits for more.
    func run() {
        while true {
            let (jobs, isClosed) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isClosed)
            }
            for (job, executor) in jobs {
                job.runSynchronously(on: executor.asUnownedSerialExecutor())
            }
            if jobs.isEmpty {
                if isClosed { return }
                bell.wait()
            }
        }
    }
}
