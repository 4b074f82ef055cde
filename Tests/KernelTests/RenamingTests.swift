import Glibc
import NetworkTypes
import Synchronization
import Testing

@testable import Kernel

/// The kernel as it was before Linux 6.2: it refuses the first request, to rename a link that is up.
private final class OlderKernel: NetlinkChannel {
    private let socket: NetlinkSocket
    private let state = Mutex<(isAsked: Bool, refused: [UInt8]?)>((false, nil))

    init() throws { socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: 1 << 20) }

    var sendLimit: Int { socket.sendLimit }
    var acknowledgementLimit: Int { socket.acknowledgementLimit }

    func send(_ bytes: [UInt8]) throws(KernelError) {
        let isRefused = state.withLock { state in
            defer { state.isAsked = true }
            state.refused = state.isAsked ? nil : Array(bytes.prefix(16))
            return !state.isAsked
        }
        if !isRefused { try socket.send(bytes) }
    }

    /// `NLMSG_ERROR` (2) holds the number and the header of the request, whose sequence number is at byte 8.
    func receive(into buffer: inout [UInt8]) throws(KernelError) -> Received {
        guard let header = state.withLock({ $0.refused }) else { return try socket.receive(into: &buffer) }
        var writer = MessageWriter()
        let sequence = header[8..<12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        writer.begin(type: 2, flags: 0, sequence: sequence)
        writer.append(-EBUSY)
        for byte in header { writer.append(byte) }
        writer.finish()
        buffer.replaceSubrange(0..<writer.bytes.count, with: writer.bytes)
        return .datagram(count: writer.bytes.count)
    }

    func drain() { socket.drain() }
}

extension InNamespace {
    @Suite struct Renaming {
        @Test func `where a link must be down to be renamed, it keeps its addresses and everybody's routes`()
            async throws
        {
            try await Pair.with { pair in
                for words in [
                    "address add 192.0.2.1/24 dev left0", "address add 2001:db8::1/64 dev left0 nodad",
                    "route add 198.51.100.0/24 via 192.0.2.2 metric 7 proto static",
                    "route add 198.51.102.0/24 dev left0", "route add 198.51.101.0/24 via 198.51.102.9 metric 7",
                    "-6 route add 2001:db8:1::/48 via 2001:db8::2 proto 117",
                ] { try await ip(words) }
                let (addresses, routes) = (try await pair.addresses(), try await Self.routes(pair))
                try await RouteNetlink(channel: try OlderKernel()).expect([
                    .setLink(index: pair.index, LinkAttributes(name: try name("other0")))
                ])
                let link = try await pair.link()
                #expect(link.name.description == "other0")
                #expect(link.flags.contains(.up))
                #expect(try await pair.addresses().map(\.prefix) == addresses.map(\.prefix))
                #expect(try await Self.routes(pair) == routes)
            }
        }

        private static func routes(_ pair: Pair) async throws -> Set<String> {
            let routes = try await pair.netlink.routes().filter { $0.outIndex == pair.index && $0.gateway != nil }
            try #require(routes.count >= 3)
            return Set(routes.map { "\($0.destination) \($0.gateway.map { "\($0)" } ?? "") \($0.priority)" })
        }
    }
}
