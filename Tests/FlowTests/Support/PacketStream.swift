import FlowSupport
import Glibc

/// Datagrams that a host sends to another without a pause, whether they come or not.
struct PacketStream {
    let from: Host
    let to: String
    let port: UInt16

    init(from host: Host, to address: String, port: UInt16) { (from, to, self.port) = (host, address, port) }

    /// Sends until a body is done.
    func run(during body: @Sendable () async throws -> Void) async throws {
        let descriptor = try await from.inside {
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw FlowError("socket: errno \(errno)") }
            return descriptor
        }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, to, &address.sin_addr) == 1 else { throw FlowError("\(to) is no address") }
        let destination = address
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    for _ in 0..<16 { Self.send(descriptor, destination) }
                    // A thread of the pool isn't kept from the others.
                    await Task.yield()
                }
            }
            try await body()
            group.cancelAll()
        }
    }

    /// While the link is down nobody takes it: that is what is waited for.
    private static func send(_ descriptor: Int32, _ destination: sockaddr_in) {
        _ = withUnsafePointer(to: destination) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, "x", 1, Int32(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
