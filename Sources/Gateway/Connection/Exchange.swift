import NIOCore
import NIOHTTP1

/// A request and how far its answer has come.
struct Exchange {
    let id: String
    let method: HTTPMethod
    /// Path and query as they came.
    let target: String
    let headers: HTTPHeaders
    let isOldVersion: Bool
    let started: NIODeadline
    /// Whether another request may follow on the connection.
    var keepsAlive: Bool
    /// The index of its route.
    var route: Int?
    /// What works on it.
    var task: Task<Void, Never>?
    /// Whether the work is pointless once the client has gone.
    var endsWithClient = false
    /// Whether everything was handed to the socket.
    var isWritten = false

    init(_ head: HTTPRequestHead, id: String, keepsAlive: Bool, started: NIODeadline) {
        self.id = id
        method = head.method
        target = head.uri
        headers = head.headers
        isOldVersion = head.version.minor == 0
        self.keepsAlive = keepsAlive
        self.started = started
    }

    /// A request of which nothing could be read.
    init(id: String) {
        self.id = id
        method = .GET
        target = ""
        headers = HTTPHeaders()
        isOldVersion = false
        started = .now()
        keepsAlive = false
    }
}
