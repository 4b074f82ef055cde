import Glibc
import Testing

@testable import Kernel

/// Receives the ARP frames that come in over one link, from its making on.
struct ARPReceiver {
    /// `ETH_P_ARP` (`linux/if_ether.h`) in host order.
    private static let etherType: UInt16 = 0x0806

    private let descriptor: Descriptor

    init(linkIndex: UInt32) throws {
        // A raw socket: it gets the link's header too.
        let flags = Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = try Descriptor(socket(AF_PACKET, flags, 0), operation: "socket(AF_PACKET)")
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // struct sockaddr_ll (packet(7)): family, protocol in network order, index, and 12 bytes that bind(2) ignores.
        var address = [UInt8](repeating: 0, count: 20)
        address.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt16(AF_PACKET), as: UInt16.self)
            bytes.storeBytes(of: Self.etherType.bigEndian, toByteOffset: 2, as: UInt16.self)
            bytes.storeBytes(of: linkIndex, toByteOffset: 4, as: UInt32.self)
        }
        let bound = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor.number, $0.baseAddress, 20) }
        }
        try #require(bound == 0)
    }

    /// The next frame; `nil` when none came in ten seconds.
    func next() -> [UInt8]? {
        var frame = [UInt8](repeating: 0, count: 2_048)
        let count = recv(descriptor.number, &frame, frame.count, 0)
        return count > 0 ? Array(frame.prefix(count)) : nil
    }
}
