import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// How an accepted connection becomes one of ours.
struct ConnectionChannel: ServerChildChannel {
    /// A connection that was set up.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let responder: Responder
    let ids: RequestIDs
    /// Why there is no place for a connection, which takes one otherwise.
    let refusal: @Sendable (any Channel) -> Problem?
    /// Who is at the other end.
    let caller: @Sendable (any Channel) -> Caller

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            if let problem = refusal(channel) {
                let handler = RefusedConnection(problem, id: ids.id(HTTPHeaders()))
                try channel.pipeline.syncOperations.addHandler(handler)
                return Value(channel: channel)
            }
            let handler = ConnectionHandler(responder, caller: caller(channel), ids: ids)
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = responder.backend.limits.headerField
            limits.maxHeaderListSize = responder.backend.limits.headers
            limits.maxHeaderFieldCount = responder.backend.limits.headerCount
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(ArrivalHandler(handler.clock))
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            try pipeline.addHandler(handler)
            return Value(channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            try await value.channel.closeFuture.get()
        } catch {
            // The connection is closed either way.
            logger.trace("a connection ended with an error, leaving it", metadata: ["error": "\(error)"])
        }
    }
}
