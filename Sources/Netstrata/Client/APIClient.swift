import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Resources

/// HTTP/1.1 over the daemon's unix socket, one connection a request.
struct APIClient: Sendable {
    /// Where the daemon listens when nobody says otherwise.
    static let defaultSocketPath = "/run/netstrata/api.sock"

    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    let socketPath: String

    /// Sends a request and reads the whole answer.
    ///
    /// - Throws: `problem` for every status of 400 and above, with `subject` as what it is about.
    func send(_ request: APIRequest, about subject: String = "") async throws(ClientError) -> APIResponse {
        var body: [UInt8] = []
        let head = try await perform(request, about: subject) { (bytes: [UInt8]) throws(ClientError) in body += bytes }
        return APIResponse(status: Int(head.status.code), headers: head.headers, body: body)
    }

    /// Sends a request and hands on each line of the answer as it comes, until the daemon ends it.
    func stream(
        _ request: APIRequest, about subject: String = "", onLine: (String) throws(ClientError) -> Void
    ) async throws(ClientError) {
        var splitter = LineSplitter()
        _ = try await perform(request, about: subject) { (bytes: [UInt8]) throws(ClientError) in
            for line in splitter.add(bytes) { try onLine(line) }
        }
    }

    private func perform(
        _ request: APIRequest, about subject: String, onBody: ([UInt8]) throws(ClientError) -> Void
    ) async throws(ClientError) -> HTTPResponseHead {
        let connection = try await connect()
        do {
            return try await connection.executeThenClose { inbound, outbound in
                // A daemon that refuses a large body answers before it has read it: the answer counts, not the EPIPE.
                let written = await Result { try await write(request, to: outbound) }
                if let head = try await read(inbound, about: subject, onBody) { return head }
                try written.get()
                throw ClientError.cutOff("it had not answered yet")
            }
        } catch let error as ClientError {
            throw error
        } catch {
            throw .cutOff("\(error)")
        }
    }

    private func connect() async throws(ClientError) -> Connection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: socketPath) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try Connection(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError {
            throw Self.explain(error.errnoCode, socketPath)
        } catch is SocketAddressError {
            throw .input("the socket's path is longer than the 107 bytes that the kernel takes: \(socketPath)")
        } catch {
            throw .unreachable(socket: socketPath, detail: "\(error)")
        }
    }

    /// What a failed connect(2) means (unix(7)).
    static func explain(_ code: CInt, _ socketPath: String) -> ClientError {
        switch code {
        case EACCES, EPERM: .notPermitted(socket: socketPath, group: SystemFile.groupName(owning: socketPath))
        case ENOENT: .unreachable(socket: socketPath, detail: "the socket doesn't exist")
        case ECONNREFUSED: .unreachable(socket: socketPath, detail: "nobody listens on it any more")
        default: .unreachable(socket: socketPath, detail: SystemFile.describe(code))
        }
    }

    private func write(
        _ request: APIRequest, to outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        headers.add(name: "Host", value: "localhost")
        headers.add(name: "User-Agent", value: "netstrata/\(Version.current)")
        headers.add(name: "Connection", value: "close")
        if request.method != .GET, let session = RemoteShell.session {
            headers.add(name: "X-SSH-Connection", value: session)
        }
        if let body = request.body { headers.add(name: "Content-Length", value: String(body.count)) }
        try await outbound.write(
            .head(HTTPRequestHead(version: .http1_1, method: request.method, uri: request.target, headers: headers)))
        if let body = request.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
        try await outbound.write(.end(nil))
    }

    private func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>, about subject: String,
        _ onBody: ([UInt8]) throws(ClientError) -> Void
    ) async throws -> HTTPResponseHead? {
        var head: HTTPResponseHead?
        var problem: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let received): head = received
            case .body(let buffer) where (head?.status.code ?? 0) >= 400: problem += buffer.readableBytesView
            case .body(let buffer): try onBody(Array(buffer.readableBytesView))
            case .end:
                guard let head, head.status.code >= 400 else { return head }
                throw ClientError.problem(Problem(status: Int(head.status.code), body: problem), subject: subject)
            }
        }
        guard head == nil else { throw ClientError.cutOff("the answer isn't whole") }
        return nil
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
