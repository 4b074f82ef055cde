import NIOCore
import NIOHTTP1
import Resources

/// A connection for which there is no place: it is told why before it asks for anything, and closed.
final class RefusedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: [UInt8]

    init(_ problem: Problem, id: String) {
        let body = problem.json(instance: "", requestID: id).canonicalBytes + [0x0A]
        let lines = [
            "HTTP/1.1 \(problem.status.code) \(problem.status.reasonPhrase)", "content-type: application/problem+json",
            "content-length: \(body.count)", "x-request-id: \(id)", "date: \(HTTPDate.now())", "connection: close",
        ]
        let headers = lines + problem.headers.map { "\($0): \($1)" }
        answer = headers.map { $0 + "\r\n" }.joined().utf8 + Array("\r\n".utf8) + body
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
        context.close(promise: nil)
    }
}
