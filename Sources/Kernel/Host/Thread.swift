import CMnl
import Glibc

/// Starts a detached thread with all signals blocked: they are for the main thread.
func startThread(label: String, _ body: @escaping @Sendable () -> Void) throws(KernelError) {
    let context = Unmanaged.passRetained(ThreadContext(label: label, body: body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The new thread inherits the mask.
    var blocked = sigset_t()
    var before = sigset_t()
    sigfillset(&blocked)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let result = pthread_create(
        &thread, &attributes,
        { argument in
            guard let argument else { return nil }
            let context = Unmanaged<ThreadContext>.fromOpaque(argument).takeRetainedValue()
            pthread_setname_np(pthread_self(), String(context.label.prefix(15)))
            context.body()
            return nil
        }, context.toOpaque())
    guard result == 0 else {
        context.release()
        throw .unavailable(operation: "pthread_create", errno: result)
    }
}

/// What a thread is born with.
private final class ThreadContext: Sendable {
    let label: String
    let body: @Sendable () -> Void

    init(label: String, body: @escaping @Sendable () -> Void) {
        self.label = label
        self.body = body
    }
}
