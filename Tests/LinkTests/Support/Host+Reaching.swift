import FlowSupport
import Glibc

extension Host {
    /// Whether a packet to a host and its answer get through: nobody listens there, and its kernel says so (RFC 1122 §4.1.3.1).
    func reaches(_ address: String) async throws -> Bool {
        try await inside {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard socket >= 0 else { throw FlowError("socket: errno \(errno)") }
            defer { close(socket) }
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = UInt16(9).bigEndian
            guard inet_pton(AF_INET, address, &place.sin_addr) == 1 else { throw FlowError("\(address) is no address") }
            var patience = timeval(tv_sec: 0, tv_usec: 200_000)
            setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            let isConnected = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            var byte: UInt8 = 0
            guard isConnected, send(socket, &byte, 1, 0) == 1 else { return false }
            return recv(socket, &byte, 1, 0) < 0 && errno == ECONNREFUSED
        }
    }
}
