import CMnl
import Glibc
import NetworkTypes

/// A socket for echo requests (ping): ICMP (RFC 792) or ICMPv6 (RFC 4443 §4).
///
/// It is a raw one (raw(7), needs CAP_NET_RAW): those without rights are forbidden by most hosts (`net.ipv4.ping_group_range`).
struct EchoSocket {
    private let descriptor: Descriptor
    private let family: AddressFamily
    /// What tells our requests from others'.
    private let cookie = (0..<16).map { _ in UInt8.random(in: 0...UInt8.max) }

    /// Type numbers of the request and its reply.
    private var types: (request: UInt8, reply: UInt8) { family == .inet4 ? (8, 0) : (128, 129) }

    init(_ family: AddressFamily) throws(ProbeFailure) {
        self.family = family
        let flags = Int32(SOCK_RAW.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let (domain, number) = family == .inet4 ? (AF_INET, IPPROTO_ICMP) : (AF_INET6, IPPROTO_ICMPV6)
        do throws(KernelError) {
            descriptor = try Descriptor(socket(domain, flags, Int32(number)), operation: "socket(SOCK_RAW)")
        } catch {
            throw .unavailable(error)
        }
    }

    /// The number to wait on.
    var number: Int32 { descriptor.number }

    /// Asks a neighbour; `errno` when the kernel doesn't send it.
    func ask(_ neighbour: Neighbour) -> Int32 {
        var message: [UInt8] = [types.request, 0, 0, 0, cookie[0], cookie[1], 0, 1] + cookie
        // The kernel makes ICMPv6's checksum itself (RFC 3542 §3.1).
        if family == .inet4 {
            let sum = Self.checksum(message)
            (message[2], message[3]) = (UInt8(sum >> 8), UInt8(sum & 255))
        }
        let address = SocketAddress(neighbour.address, port: 0, linkIndex: neighbour.linkIndex ?? 0)
        let sent = address.with { sendto(descriptor.number, message, message.count, Int32(MSG_NOSIGNAL), $0, $1) }
        return sent == message.count ? 0 : errno
    }

    /// Whether one of the packets that wait answers a request of ours.
    func isAnswered() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 2048)
        while true {
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            // Raw IPv4 sockets give the IP header as well.
            let start = family == .inet4 ? Int(buffer[0] & 15) * 4 : 0
            let packet = buffer[..<count].dropFirst(start)
            if packet.first == types.reply, packet.dropFirst(8).starts(with: cookie) { return true }
        }
    }

    /// The checksum of RFC 1071.
    static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 + (index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0)
        }
        while sum > 0xFFFF { sum = sum & 0xFFFF + sum >> 16 }
        return ~UInt16(sum)
    }
}

extension ProbeTarget {
    /// How long an answer is waited for before it is asked again.
    private static let repetition = Duration.milliseconds(500)

    /// Asks neighbours until one of them answers.
    static func echo(_ neighbours: [Neighbour], until deadline: ContinuousClock.Instant) throws(ProbeFailure) {
        guard !neighbours.isEmpty else { throw .noGateway }
        let ipv4 = try neighbours.contains { $0.address.family == .inet4 } ? EchoSocket(.inet4) : nil
        let ipv6 = try neighbours.contains { $0.address.family == .inet6 } ? EchoSocket(.inet6) : nil
        while ContinuousClock.now < deadline {
            var refusals: [Int32] = []
            for neighbour in neighbours {
                let code = neighbour.address.family == .inet4 ? ipv4?.ask(neighbour) : ipv6?.ask(neighbour)
                if let code, code != 0 { refusals.append(code) }
            }
            if refusals.count == neighbours.count, let code = refusals.first { throw .disconnected(errno: code) }
            let next = min(deadline, .now + repetition)
            while ContinuousClock.now < next {
                var entries = [ipv4?.number ?? -1, ipv6?.number ?? -1].map {
                    pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
                }
                let rest = max(1, Int32((next - .now) / .milliseconds(1)))
                guard poll(&entries, 2, rest) > 0 else { continue }
                if ipv4?.isAnswered() == true || ipv6?.isAnswered() == true { return }
            }
        }
        throw .timedOut
    }
}
