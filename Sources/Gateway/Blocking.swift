import NIOPosix

/// Work that blocks its thread, such as reading many rows: off the event loops and off the cooperative pool.
enum Blocking {
    /// Runs the work on NIO's pool of threads for that.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            NIOThreadPool.singleton.submit { _ in continuation.resume(returning: work()) }
        }
    }

    /// Runs work that may find a problem.
    static func answer<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let result: Result<Value, Problem> = await run {
            do throws(Problem) { return .success(try work()) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
