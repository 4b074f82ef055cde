/// Why something wasn't reached.
public enum ProbeFailure: Error, Hashable, Sendable {
    /// A name has no address; the words are those of `gai_strerror(3)`.
    case unresolved(name: String, words: String)
    /// No connection came about, or it broke; `errno` as in errno(3).
    case disconnected(errno: Int32)
    /// It took longer than it may.
    case timedOut
    /// The other side closed the connection before it had answered.
    case closed
    /// What came back isn't HTTP/1.
    case notHTTP
    /// The answer says that it went wrong.
    case status(Int)
    /// No default route leads to a gateway that could be asked.
    case noGateway
    /// This host couldn't even try.
    case unavailable(KernelError)
}

extension ProbeFailure: CustomStringConvertible {
    /// In words that stay the same while the cause does.
    public var description: String {
        switch self {
        case .unresolved(let name, let words): "\(name) has no address: \(words)"
        case .disconnected(let errno): "not connected: \(KernelRefusal(errno: errno))"
        case .timedOut: "no answer in time"
        case .closed: "the connection was closed without an answer"
        case .notHTTP: "the answer isn't HTTP/1"
        case .status(let status): "the answer's status is \(status), not one from 200 to 399"
        case .noGateway: "no default route has a gateway"
        case .unavailable(let error): "this host couldn't try: \(error)"
        }
    }
}
