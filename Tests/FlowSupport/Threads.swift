import Glibc
import NIOPosix

/// Threads for system calls that block, and for entering network namespaces.
package enum Threads {
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 24)
        pool.start()
        return pool
    }()

    /// Runs what blocks on a thread where that harms nobody.
    package static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await pool.runIfActive { try body() }
    }

    /// Waits until a descriptor can be read, or its other end is gone.
    ///
    /// - Returns: Whether it was before the deadline.
    package static func isReadable(_ descriptor: Int32, before deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, Int32(clamping: milliseconds)) > 0 { return true }
        }
    }
}
