import NIOCore
import NIOPosix

/// Where a server listens.
enum Endpoint: Sendable {
    case unix(String)
    case loopback(Int)

    func connect(
        _ loops: any EventLoopGroup, _ handler: @escaping @Sendable () -> any ChannelInboundHandler
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: loops)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler()) }
            }
        switch self {
        case .unix(let path):
            return ClientBootstrap(group: loops).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler()) }
            }.connect(unixDomainSocketPath: path)
        case .loopback(let port): return bootstrap.connect(host: "127.0.0.1", port: port)
        }
    }
}

/// A connection that one request at a time goes over.
struct Connection {
    static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel

    init(_ endpoint: Endpoint) throws {
        channel = try endpoint.connect(Self.loops) { RequestHandler() }.wait()
    }

    /// Sends a request; the answer comes with the time at which its last byte did.
    func send(_ request: HTTPRequest) -> EventLoopFuture<HTTPAnswer> {
        let promise = channel.eventLoop.makePromise(of: HTTPAnswer.self)
        channel.writeAndFlush(PendingRequest(bytes: request.bytes, promise: promise)).cascadeFailure(to: promise)
        return promise.futureResult
    }

    /// Sends a request, and waits for an answer of success.
    @discardableResult
    func ask(_ request: HTTPRequest) throws -> HTTPAnswer {
        try send(request).wait().checked()
    }

    func close() { channel.close(promise: nil) }
}

private struct PendingRequest: Sendable {
    let bytes: ByteBuffer
    let promise: EventLoopPromise<HTTPAnswer>
}

private final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = PendingRequest
    typealias OutboundOut = ByteBuffer

    private var reader = AnswerReader()
    private var pending: [EventLoopPromise<HTTPAnswer>] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let request = unwrapOutboundIn(data)
        pending.append(request.promise)
        context.write(wrapOutboundOut(request.bytes), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        reader.add(unwrapInboundIn(data))
        while !pending.isEmpty, let answer = reader.next() { pending.removeFirst().succeed(answer) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        for promise in pending { promise.fail(BenchmarkError.closed) }
        pending = []
    }
}
