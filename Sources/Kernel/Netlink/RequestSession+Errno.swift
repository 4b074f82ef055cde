import Glibc

extension RequestSession {
    /// No answer came in time.
    static let timedOut = ETIMEDOUT
    /// The receive buffer overflowed.
    static let overflown = ENOBUFS
}
