import FlowSupport
import Glibc

/// Packets over loopback, one after the other: some that must come through, and some that must not.
final class UDPProbe: Sendable {
    /// What became of the packets.
    struct Count: Sendable {
        /// How many were sent that must come.
        var sent = 0
        /// How many of them didn't come within a second.
        var lost = 0
        /// How many came that must not.
        var passed = 0
    }

    private let allowed: Int32
    private let forbidden: Int32
    private let sender: Int32
    private static let ports: (allowed: UInt16, forbidden: UInt16) = (7001, 7002)

    /// Opens its sockets in a host's network.
    init(on host: Host) async throws {
        (allowed, forbidden, sender) = try await host.inside {
            (try Self.open(Self.ports.allowed), try Self.open(Self.ports.forbidden), try Self.open(nil))
        }
    }

    deinit { for socket in [allowed, forbidden, sender] { close(socket) } }

    /// Sends pairs of packets until a body is done.
    func run(during body: @Sendable () async throws -> Void) async throws -> Count {
        try await withThrowingTaskGroup(of: Count?.self) { group in
            group.addTask { [self] in
                var count = Count()
                while !Task.isCancelled {
                    probe(&count)
                    // A thread of the pool isn't kept from the others.
                    await Task.yield()
                }
                return count
            }
            try await body()
            group.cancelAll()
            return try await group.next().flatMap { $0 } ?? Count()
        }
    }

    private func probe(_ count: inout Count) {
        count.sent += 1
        for port in [Self.ports.forbidden, Self.ports.allowed] {
            var address = Self.address(port)
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(sender, "x", 1, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
        var byte: UInt8 = 0
        if recv(allowed, &byte, 1, 0) != 1 { count.lost += 1 }
        if recv(forbidden, &byte, 1, Int32(MSG_DONTWAIT)) == 1 { count.passed += 1 }
    }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func open(_ port: UInt16?) throws -> Int32 {
        let number = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        guard number >= 0 else { throw FlowError("socket: errno \(errno)") }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard let port else { return number }
        var address = address(port)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0 else { throw FlowError("bind: errno \(errno)") }
        return number
    }
}
