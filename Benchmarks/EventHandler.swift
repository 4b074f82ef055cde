import NIOCore

/// Tells of each line of an answer that doesn't end.
final class EventHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var buffer = ByteBuffer()
    private let tell: @Sendable (String, NIODeadline) -> Void

    init(_ tell: @escaping @Sendable (String, NIODeadline) -> Void) { self.tell = tell }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let time = NIODeadline.now()
        var bytes = unwrapInboundIn(data)
        buffer.writeBuffer(&bytes)
        while let end = buffer.readableBytesView.firstIndex(of: 0x0A) {
            tell(buffer.readString(length: end - buffer.readableBytesView.startIndex + 1) ?? "", time)
        }
    }
}
