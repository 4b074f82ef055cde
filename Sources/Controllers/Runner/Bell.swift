import Synchronization

/// Wakes one controller: rings that come while it works become one.
final class Bell: Sendable {
    /// The rings; they end with `stop`.
    let rings: AsyncStream<Void>

    private let continuation: AsyncStream<Void>.Continuation
    private let kernelNews = Mutex(true)
    private let alarm = Mutex<Task<Void, Never>?>(nil)

    init() {
        (rings, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Whether the kernel may have changed since `answer`, or another try is due.
    var isForKernel: Bool { kernelNews.withLock { $0 } }

    /// Something was committed.
    func ring() { continuation.yield() }

    /// The kernel may have changed.
    func ringForKernel() {
        kernelNews.withLock { $0 = true }
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

    /// The pass that follows sees everything so far.
    func answer() { kernelNews.withLock { $0 = false } }

    /// Ends the rings.
    func stop() {
        continuation.finish()
        alarm.withLock { $0?.cancel() }
    }
}
