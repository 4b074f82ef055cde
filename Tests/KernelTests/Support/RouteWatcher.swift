import Testing

@testable import Kernel

/// Collects what the kernel tells of routes from its making on.
struct RouteWatcher {
    /// `RTM_NEWROUTE` and `RTM_DELROUTE` (`linux/rtnetlink.h`), said again: tests don't import CMnl.
    static let newRoute = 24
    static let deletedRoute = 25

    private let socket: NetlinkSocket

    init() throws {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 1 << 20)
        for group in KernelTopics.groups { try socket.join(group) }
    }

    /// The types of all messages so far; the kernel queues them before it acknowledges the change.
    func messageTypes() throws -> [Int] {
        var types: [Int] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case .datagram(let count) = try socket.receiveWaiting(into: &buffer) {
            let bytes = buffer.span.bytes
            var messages = MessageCursor(count: count)
            while let message = try messages.next(in: bytes) { types.append(message.type) }
        }
        return types
    }
}
