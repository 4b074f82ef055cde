import Synchronization

/// Wakes one controller: rings that come while it works become one.
final class Bell: Sendable {
    /// The rings; they end with `stop`.
    let rings: AsyncStream<Void>

    private let continuation: AsyncStream<Void>.Continuation
    private struct State {
        var hasKernelNews = true
        var isWorking = false
    }

    private let state = Mutex(State())
    private let alarm = Mutex<Task<Void, Never>?>(nil)

    init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether the kernel may have changed since `answer`, or another try is due.
    var isForKernel: Bool { state.withLock(\.hasKernelNews) }

    /// Whether a pass is due for the kernel, is running, or has failed and is to be tried again.
    var isBusy: Bool { state.withLock { $0.hasKernelNews || $0.isWorking } }

    /// Something was committed.
    func ring() { continuation.yield() }

    /// The kernel may have changed.
    func ringForKernel() {
        state.withLock { $0.hasKernelNews = true }
        continuation.yield()
    }

    /// Another try, later; it replaces one that is due already.
    func ringForKernel(after pause: Duration) {
        let task = Task { [weak self] in
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            self?.ringForKernel()
        }
        let earlier = alarm.withLock { alarm in
            defer { alarm = task }
            return alarm
        }
        earlier?.cancel()
    }

    /// Everything so far has been seen.
    func answer() { state.withLock { $0.hasKernelNews = false } }

    /// A pass begins, which sees everything so far.
    func begin() { state.withLock { $0 = State(hasKernelNews: false, isWorking: true) } }

    /// The pass did what it had to do.
    func end() { state.withLock { $0.isWorking = false } }

    /// Ends the rings.
    func stop() {
        continuation.finish()
        alarm.withLock { $0?.cancel() }
    }
}
