import Glibc
import Synchronization

/// Ctrl-C while the program still has something to say about it.
enum Interruption {
    /// The end of a pipe into which the signal's handler writes.
    private static let pipeEnd = Atomic<CInt>(-1)

    /// Lets the first SIGINT from here on be read instead of ending the program; the second ends it.
    ///
    /// - Returns: A descriptor that can be read after it; `nil` where there is none to be had, and Ctrl-C ends the program as ever.
    static func caught() -> CInt? {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        pipeEnd.store(ends[1], ordering: .sequentiallyConsistent)
        // What is called here may be called in a handler: signal-safety(7).
        signal(SIGINT) { number in
            let before = errno
            signal(number, SIG_DFL)
            write(Interruption.pipeEnd.load(ordering: .sequentiallyConsistent), "!", 1)
            errno = before
        }
        return ends[0]
    }
}
