import Glibc
import TestSupport
package import Testing

@testable import Kernel

/// What the kernel tells about links, addresses, routes and rules from its making on.
package final class KernelEvents: Sendable {
    /// The types of `linux/rtnetlink.h`, said again: tests don't import CMnl.
    package enum Kind: Int, Sendable {
        case newLink = 16
        case deletedLink = 17
        case newAddress = 20
        case deletedAddress = 21
        case newRoute = 24
        case deletedRoute = 25
        case newRule = 32
        case deletedRule = 33
    }

    package struct Event: Sendable {
        package let kind: Kind
        package let bytes: [UInt8]
    }

    private let socket: NetlinkSocket
    private let host: Host

    package init(_ host: Host) async throws {
        self.host = host
        socket = try await host.inside {
            let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 16 << 20)
            for group in KernelTopics.groups { try socket.join(group) }
            return socket
        }
    }

    /// Every event so far; the kernel queues them before it acknowledges the change that they tell of.
    package func all() throws -> [Event] {
        var events: [Event] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case .datagram(let count) = try socket.receiveWaiting(into: &buffer) {
            var offset = 0
            while offset + 16 <= count {
                let size = Int(buffer[offset]) | Int(buffer[offset + 1]) << 8 | Int(buffer[offset + 2]) << 16
                guard size >= 16, offset + size <= count else { throw FlowError("a netlink message of \(size) bytes") }
                let type = Int(buffer[offset + 4]) | Int(buffer[offset + 5]) << 8
                let bytes = Array(buffer[offset..<offset + size])
                if let kind = Kind(rawValue: type) { events.append(Event(kind: kind, bytes: bytes)) }
                offset += (size + 3) & ~3
            }
        }
        return events
    }

    /// Waits for an event.
    ///
    /// - Returns: Whether there was one before the deadline.
    package func next(before deadline: ContinuousClock.Instant) async throws -> Bool {
        let number = socket.number
        let isThere = try await Threads.run { Threads.isReadable(number, before: deadline) }
        if isThere { _ = try all() }
        return isThere
    }

    /// Waits until nothing happened for a while.
    ///
    /// - Returns: What happened until then.
    package func quiet(for time: Duration, within limit: Duration = .seconds(20)) async throws -> [Event] {
        let deadline = ContinuousClock.now + limit
        let number = socket.number
        var events: [Event] = []
        while try await Threads.run({ Threads.isReadable(number, before: .now + time) }) {
            events += try all()
            guard ContinuousClock.now < deadline else {
                throw FlowError("the kernel isn't quiet: \(try await text(events.suffix(20)))")
            }
        }
        return events
    }

    /// The events as `ip monitor` prints them.
    package func text(_ events: some Sequence<Event>) async throws -> String {
        let bytes = events.flatMap { $0.bytes + [UInt8](repeating: 0, count: (4 - $0.bytes.count % 4) % 4) }
        guard !bytes.isEmpty else { return "" }
        let path = "/tmp/netstrata-events.\(getpid()).\(UInt32.random(in: 0 ... .max))"
        defer { unlink(path) }
        try Files.write(bytes, to: path)
        return try await host.run(["ip", "monitor", "file", path]).output
    }

    /// Fails the test when there are events, and shows them.
    package func expectNone(_ events: [Event], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let text = try await text(events)
        #expect(events.isEmpty, "\(text)", sourceLocation: sourceLocation)
    }
}
