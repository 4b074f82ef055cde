import NIOCore
package import NIOHTTP1
import NIOPosix
package import Resources

/// Talks HTTP with a daemon over its unix socket.
package struct Client: Sendable {
    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPPart<HTTPRequestHead, ByteBuffer>>

    package let socket: String

    /// Longer than any answer takes that isn't stuck.
    private static let patience = Duration.seconds(60)
    private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Asks, on a connection of its own.
    package func ask(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8] = [], _ headers: [String: String] = [:]
    ) async throws -> Reply {
        try await within(Self.patience) {
            try await connect { inbound, outbound in
                try await send(method, path, body, headers, outbound)
                var reply = Reply(status: 0, headers: [:], body: [])
                for try await part in inbound {
                    switch part {
                    case .head(let head):
                        reply.status = Int(head.status.code)
                        for (name, value) in head.headers { reply.headers[name.lowercased()] = value }
                    case .body(let buffer): reply.body += Array(buffer.readableBytesView)
                    case .end: return reply
                    }
                }
                throw FlowError("\(method) \(path): the connection ended before the answer")
            }
        }
    }

    /// Watches, and hands each JSON line to the body until that returns a value.
    package func watch<Value: Sendable>(
        _ path: String, within time: Duration = .seconds(30),
        _ body: @escaping @Sendable (JSON) async throws -> Value?
    ) async throws -> Value {
        try await within(time) {
            try await connect { inbound, outbound in
                try await send(.GET, path, [], [:], outbound)
                var bytes: [UInt8] = []
                for try await part in inbound {
                    guard case .body(let buffer) = part else { continue }
                    bytes += Array(buffer.readableBytesView)
                    while let end = bytes.firstIndex(of: 0x0A) {
                        let line = Array(bytes[..<end])
                        bytes.removeFirst(end + 1)
                        if let value = try await body(try JSON(parsing: line)) { return value }
                    }
                }
                throw FlowError("GET \(path): the stream ended")
            }
        }
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ body: [UInt8], _ headers: [String: String],
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPPart<HTTPRequestHead, ByteBuffer>>
    ) async throws {
        var fields = HTTPHeaders([("host", "localhost"), ("connection", "close")])
        if !body.isEmpty {
            fields.add(name: "content-length", value: String(body.count))
            if headers["content-type"] == nil { fields.add(name: "content-type", value: "application/json") }
        }
        for (name, value) in headers { fields.add(name: name, value: value) }
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: fields)
        var parts: [HTTPPart<HTTPRequestHead, ByteBuffer>] = [.head(head)]
        if !body.isEmpty { parts.append(.body(ByteBuffer(bytes: body))) }
        // All at once: the daemon may answer and close before a second write.
        try await outbound.write(contentsOf: parts + [.end(nil)])
    }

    private func connect<Value: Sendable>(
        _ body:
            @escaping @Sendable (
                NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
                NIOAsyncChannelOutboundWriter<HTTPPart<HTTPRequestHead, ByteBuffer>>
            ) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: Self.group).connect(unixDomainSocketPath: socket) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(RequestEncoding())
                return try Connection(wrappingChannelSynchronously: channel)
            }
        }
        return try await channel.executeThenClose { try await body($0, $1) }
    }

    private func within<Value: Sendable>(
        _ time: Duration, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: time)
                throw FlowError("no answer within \(time)")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw FlowError("no answer") }
            return value
        }
    }
}

/// Turns a body of bytes into what NIO's encoder takes.
private final class RequestEncoding: ChannelOutboundHandler {
    typealias OutboundIn = HTTPPart<HTTPRequestHead, ByteBuffer>
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part: HTTPClientRequestPart =
            switch unwrapOutboundIn(data) {
            case .head(let head): .head(head)
            case .body(let buffer): .body(.byteBuffer(buffer))
            case .end(let trailers): .end(trailers)
            }
        context.write(wrapOutboundOut(part), promise: promise)
    }
}
