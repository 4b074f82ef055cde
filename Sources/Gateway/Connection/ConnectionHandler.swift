import NIOCore
import NIOHTTP1
import Store

/// One connection: takes requests one by one, gives them to the responder and writes the answers.
///
/// It lives on the connection's event loop. A request whose endpoint answers at once never leaves that loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What the connection is doing.
    enum Phase {
        /// Waiting for a request.
        case idle
        /// Reading a request's body.
        case body(Responder.Accepted)
        /// An endpoint works, or its answer isn't out yet.
        case answering
        /// Everything is written; what still comes in is thrown away until the client closes.
        case lingering
    }

    /// Bytes of a body that is rather read in vain than paid for with the connection.
    private static let smallBody = 64 << 10

    let responder: Responder
    let caller: Caller
    let ids: RequestIDs
    var limits: Limits { responder.backend.limits }

    var phase = Phase.idle
    /// The request that is being answered.
    var current: Exchange?
    /// The body as far as it came.
    var body = ByteBuffer()
    /// What came in while another request was being answered.
    private var queue = CircularBuffer<HTTPServerRequestPart>()
    private var wantsRead = false
    private var isQuiescing = false
    var isInputClosed = false
    let clock = ConnectionClock()
    var context: ChannelHandlerContext?

    init(_ responder: Responder, caller: Caller, ids: RequestIDs) {
        self.responder = responder
        self.caller = caller
        self.ids = ids
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        clock.start(context.eventLoop, limits) { [weak self] in self?.expire($0) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { forget() }

    func channelInactive(context: ChannelHandlerContext) {
        forget()
        context.fireChannelInactive()
    }

    private func forget() {
        clock.stop()
        current?.task?.cancel()
        current = nil
        context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .answering = phase { queue.append(part) } else { take(part, context) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        clock.readComplete()
        context.fireChannelReadComplete()
    }

    /// Reading goes on while a request is answered, so that it is noticed when the client goes away, but not beyond what
    /// one read gives.
    func read(context: ChannelHandlerContext) {
        if queue.isEmpty { context.read() } else { wantsRead = true }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (part, phase) {
        case (.head(let head), .idle): begin(head, context)
        case (.body(let bytes), .body):
            body.writeImmutableBuffer(bytes)
            if body.readableBytes > limits.body { refuse(.tooLarge(limits), context) }
        case (.end, .body(var accepted)):
            phase = .answering
            clock.requestDone()
            swap(&accepted.request.body, &body)
            run(accepted, context)
        case (.end, .idle):
            // The end of a request that was refused at its header.
            clock.idle()
        default: return
        }
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let id = ids.id(head.headers)
        clock.headDone()
        current = Exchange(head, id: id, keepsAlive: head.isKeepAlive && !isQuiescing, started: .now())
        do throws(Problem) {
            if let length = head.headers.first(name: "content-length"), Int(length).map({ $0 > limits.body }) ?? true {
                throw .tooLarge(limits)
            }
            if head.method == .OPTIONS {
                let response = try responder.options(head)
                return answerEarly(head, response, context)
            }
            let accepted = try responder.accept(head, id: id, caller: caller)
            current?.route = accepted.route
            if let expectation = head.headers.first(name: "expect") {
                guard expectation.lowercased() == "100-continue" else {
                    throw Problem(.expectationFailed, .badRequest, "Expect: only 100-continue is known")
                }
                let go = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(go)), promise: nil)
            }
            phase = .body(accepted)
        } catch {
            if let exchange = current { note(error, exchange) }
            answerEarly(head, error.response(instance: head.uri, requestID: id), context)
        }
    }

    /// Answers at the header.
    ///
    /// A small body is read and thrown away; with a larger one the connection ends.
    private func answerEarly(_ head: HTTPRequestHead, _ response: APIResponse, _ context: ChannelHandlerContext) {
        let length = head.headers.first(name: "content-length").map { Int($0) ?? Int.max } ?? 0
        if length > Self.smallBody || head.headers.contains(name: "transfer-encoding")
            || head.headers.contains(name: "expect")
        {
            current?.keepsAlive = false
        }
        phase = .answering
        clock.requestDone()
        write(response, context)
    }

    private func run(_ accepted: Responder.Accepted, _ context: ChannelHandlerContext) {
        do throws(Problem) {
            switch try responder.respond(accepted) {
            case .now(let response): write(response, context)
            case .called(let work): work(completion(context))
            case .later(let work): start(work, endsWithClient: false, context)
            case .waiting(let work): start(work, endsWithClient: true, context)
            }
        } catch {
            writeProblem(error, context)
        }
    }

    /// Runs an endpoint that takes time, away from the event loop.
    private func start(
        _ work: @escaping @Sendable () async throws(Problem) -> APIResponse, endsWithClient: Bool,
        _ context: ChannelHandlerContext
    ) {
        let complete = completion(context)
        current?.endsWithClient = endsWithClient
        current?.task = Task {
            let result: Result<APIResponse, Problem>
            do throws(Problem) { result = .success(try await work()) } catch { result = .failure(error) }
            complete { result }
        }
    }

    /// Writes the answer of the running request, unless the connection has ended.
    private func completion(_ context: ChannelHandlerContext) -> Answer.Completion {
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        return { words in
            loop.execute {
                let handler = bound.value
                guard let context = handler.context else { return }
                switch words() {
                case .success(let response): handler.write(response, context)
                case .failure(let problem): handler.writeProblem(problem, context)
                }
            }
        }
    }

    /// The answer is out: the next request, or the end.
    func finish(_ context: ChannelHandlerContext) {
        let keepsAlive = current?.keepsAlive ?? false
        current = nil
        guard keepsAlive, !isQuiescing, !(isInputClosed && queue.isEmpty) else { return linger(context) }
        phase = .idle
        clock.idle()
        while let part = queue.popFirst() {
            take(part, context)
            if case .answering = phase { break }
        }
        if wantsRead, queue.isEmpty {
            wantsRead = false
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, case .answering = phase, current?.isWritten == true { finish(context) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            isInputClosed = true
            switch phase {
            case .idle, .lingering, .body: context.close(promise: nil)
            case .answering: if current?.endsWithClient == true { current?.task?.cancel() }
            }
        case is ChannelShouldQuiesceEvent:
            isQuiescing = true
            if case .idle = phase { linger(context) }
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }
}
