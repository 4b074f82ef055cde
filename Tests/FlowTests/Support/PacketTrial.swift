import FlowSupport
import Glibc

/// Real packets from one namespace into another; raw sockets there get what the filters on the way let through.
struct PacketTrial {
    let sender: Host
    let receiver: Host

    /// How long nothing must arrive until the rest counts as lost.
    private static let quiet: Int32 = 150

    /// Sends packets, and says of each whether it came through.
    func arrivals(_ packets: [TrialPacket]) async throws -> [Bool] {
        let sockets = try await receiver.inside {
            try [(AF_INET, 1), (AF_INET, 6), (AF_INET, 17), (AF_INET6, 58), (AF_INET6, 6), (AF_INET6, 17)].map {
                try Self.open($0, Int32($1))
            }
        }
        defer { for socket in sockets { close(socket) } }
        let mark = UInt32.random(in: .min ... .max)
        try await sender.inside {
            let (inet4, inet6) = (try Self.open(AF_INET, 255), try Self.open(AF_INET6, 255))
            defer {
                close(inet4)
                close(inet6)
            }
            for (index, packet) in packets.enumerated() {
                try Self.send(packet, Self.bytes(mark) + Self.bytes(UInt32(index)), packet.isInet6 ? inet6 : inet4)
            }
        }
        return try await receiver.inside { Self.receive(sockets, mark, packets.count) }
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func open(_ family: Int32, _ number: Int32) throws -> Int32 {
        let type = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, type, number)
        guard descriptor >= 0 else { throw FlowError("socket(\(family), raw, \(number)): errno \(errno)") }
        var size = Int32(4 << 20)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        var isSo = Int32(1)
        setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &isSo, 4)
        return descriptor
    }

    private static func send(_ packet: TrialPacket, _ payload: [UInt8], _ socket: Int32) throws {
        let bytes = packet.bytes(payload)
        var address = [UInt8](repeating: 0, count: packet.isInet6 ? 28 : 16)
        // The family is in the host's order; the port is none.
        address[0] = UInt8(packet.isInet6 ? AF_INET6 : AF_INET)
        let place = packet.isInet6 ? 8 : 4
        let destination = TrialPacket.address(packet.destination)
        address.replaceSubrange(place..<place + destination.count, with: destination)
        let sent = address.withUnsafeBytes { raw in
            sendto(
                socket, bytes, bytes.count, 0, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(raw.count))
        }
        // Who sends what his own filter drops is told so.
        guard sent == bytes.count || errno == EPERM else { throw FlowError("\(packet) can't be sent: errno \(errno)") }
    }

    private static func receive(_ sockets: [Int32], _ mark: UInt32, _ count: Int) -> [Bool] {
        var arrived = [Bool](repeating: false, count: count)
        var waits = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&waits, nfds_t(waits.count), quiet) > 0 {
            for socket in sockets {
                var buffer = [UInt8](repeating: 0, count: 2048)
                while true {
                    let length = recv(socket, &buffer, buffer.count, 0)
                    guard length >= TrialPacket.payloadLength else { break }
                    let payload = buffer[(length - TrialPacket.payloadLength)..<length]
                    guard Array(payload.prefix(4)) == bytes(mark) else { continue }
                    let index = payload.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
                    if index < count { arrived[index] = true }
                }
            }
        }
        return arrived
    }
}
