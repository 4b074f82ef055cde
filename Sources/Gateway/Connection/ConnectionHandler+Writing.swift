import NIOCore
import NIOHTTP1
import Resources

extension ConnectionHandler {
    /// Writes an answer that is complete, or its header before a stream.
    func write(_ response: APIResponse, _ context: ChannelHandlerContext) {
        guard var exchange = current else { return }
        if response.status == .serviceUnavailable {
            // Who is turned away makes place for others.
            exchange.keepsAlive = false
            current = exchange
        }
        var head = HTTPResponseHead(version: .http1_1, status: response.status, headers: response.headers)
        head.headers.add(name: "x-request-id", value: exchange.id)
        head.headers.add(name: "date", value: HTTPDate.now())
        if !exchange.keepsAlive {
            head.headers.add(name: "connection", value: "close")
        } else if exchange.isOldVersion {
            head.headers.add(name: "connection", value: "keep-alive")
        }
        responder.backend.metrics.record(exchange, status: response.status)
        switch response.body {
        case .bytes(let bytes):
            if response.status.mayHaveResponseBody {
                head.headers.add(name: "content-length", value: String(bytes.readableBytes))
            }
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if exchange.method != .HEAD, bytes.readableBytes > 0 {
                context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            }
            end(context)
        case .stream(let body):
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            if exchange.method == .HEAD { end(context) } else { stream(body, context) }
        }
    }

    func writeProblem(_ problem: Problem, _ context: ChannelHandlerContext) {
        guard let exchange = current else { return }
        note(problem, exchange)
        write(problem.response(instance: exchange.target, requestID: exchange.id), context)
    }

    /// Lets the audit log know of a refused write.
    func note(_ problem: Problem, _ exchange: Exchange) {
        responder.backend.refusals.note(problem, exchange, caller.name(exchange.headers))
    }

    /// Writes a problem before the request is read to its end; the connection can't be used after that.
    func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        phase = .answering
        body.clear()
        clock.requestDone()
        if current == nil { current = Exchange(id: ids.id(HTTPHeaders())) }
        current?.keepsAlive = false
        writeProblem(problem, context)
    }

    private func end(_ context: ChannelHandlerContext) {
        guard current?.keepsAlive == true, !isInputClosed else { return endWithConnection(context) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        // What doesn't fit the socket is waited for before the next request is looked at.
        if context.channel.isWritable {
            finish(context)
        } else {
            current?.isWritten = true
            clock.flushing()
        }
    }

    /// Ends an answer after which the connection is closed: not before the socket has all of it.
    private func endWithConnection(_ context: ChannelHandlerContext) {
        let written = context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        clock.flushing()
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        written.futureResult.whenComplete { _ in
            if let context = bound.value.context { bound.value.finish(context) }
        }
    }

    private func stream(
        _ body: @escaping @Sendable (StreamWriter) async -> Void, _ context: ChannelHandlerContext
    ) {
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        let writer = StreamWriter(context.channel, limits, cuts: responder.backend.metrics.cuts)
        current?.endsWithClient = true
        current?.keepsAlive = false
        let task = Task {
            await body(writer)
            loop.execute {
                guard let context = bound.value.context else { return }
                if writer.isCut { context.close(promise: nil) } else { bound.value.end(context) }
            }
        }
        current?.task = task
        if isInputClosed { task.cancel() }
    }

    /// Closes without losing the answer: a reset would throw away what the client hasn't read yet.
    func linger(_ context: ChannelHandlerContext) {
        phase = .lingering
        clock.lingering()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.close(mode: .output).whenComplete { _ in
            if bound.value.isInputClosed { bound.value.context?.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.close(promise: nil) }
        switch phase {
        case .idle, .body: refuse(Problem(error, limits), context)
        case .answering: current?.keepsAlive = false
        case .lingering: break
        }
    }

    /// A time is over.
    func expire(_ reason: ConnectionClock.Reason) {
        guard let context else { return }
        switch reason {
        case .request: refuse(Problem(.requestTimeout, .requestTimeout, "the request didn't come in time"), context)
        case .idle: linger(context)
        case .written: context.close(promise: nil)
        }
    }
}

extension Problem {
    static func tooLarge(_ limits: Limits) -> Problem {
        Problem(.payloadTooLarge, .bodyTooLarge, "a body has at most \(limits.body) bytes")
            .with("limit", .integer(Int64(limits.body)))
    }

    /// What the HTTP parser refuses.
    init(_ error: HTTPParserError, _ limits: Limits) {
        guard case .headerOverflow = error else {
            self.init(.badRequest, .malformedRequest, "this isn't HTTP/1.1: \(error.debugDescription)")
            return
        }
        self.init(
            .requestHeaderFieldsTooLarge, .headersTooLarge,
            "a request's header has at most \(limits.headerCount) lines of at most \(limits.headerField) bytes, "
                + "\(limits.headers) bytes together; so has its first line")
    }
}
