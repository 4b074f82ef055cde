import NIOCore
import NIOHTTP1
import Store

/// An answer to a request.
struct APIResponse: Sendable {
    /// What follows the header.
    enum Body: Sendable {
        /// Bytes that are all there.
        case bytes(ByteBuffer)
        /// Bytes that come as they come, until the closure returns.
        case stream(@Sendable (StreamWriter) async -> Void)
    }

    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: Body

    /// An answer with a body of a type.
    init(_ status: HTTPResponseStatus, _ type: String, _ bytes: some Sequence<UInt8>) {
        self.status = status
        headers = HTTPHeaders()
        headers.reserveCapacity(6)
        headers.add(name: "content-type", value: type)
        body = .bytes(ByteBuffer(bytes: bytes))
    }

    /// An answer without a body.
    init(_ status: HTTPResponseStatus) {
        self.status = status
        headers = HTTPHeaders()
        body = .bytes(ByteBuffer())
    }

    /// An answer whose body comes bit by bit.
    init(stream type: String, _ body: @escaping @Sendable (StreamWriter) async -> Void) {
        status = .ok
        headers = ["content-type": type, "cache-control": "no-store", "x-accel-buffering": "no"]
        self.body = .stream(body)
    }

    /// The same with the head of the audit log, which covers what was written for it.
    consuming func withAuditHead(of store: ResourceStore) -> APIResponse {
        if let head = store.auditHeadText { headers.add(name: "x-audit-head", value: head) }
        return self
    }
}

/// How an endpoint answers: at once, or later.
enum Answer: Sendable {
    /// At once, on the event loop.
    case now(APIResponse)
    /// Once something calls back, from whatever thread; it happens even if the client has gone.
    case called(@Sendable (@escaping Completion) -> Void)
    /// After something that takes time, and that happens even if the client has gone.
    case later(@Sendable () async throws(Problem) -> APIResponse)
    /// After waiting for something, which is pointless once the client has gone.
    case waiting(@Sendable () async throws(Problem) -> APIResponse)

    /// Takes the words of an answer; they are put on the event loop, so that whoever calls back goes on at once.
    typealias Completion = @Sendable (@escaping @Sendable () -> Result<APIResponse, Problem>) -> Void
}
