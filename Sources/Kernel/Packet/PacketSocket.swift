import CMnl
import Glibc
import NetworkTypes

/// A socket that sends what comes after a link's header (`AF_PACKET`, `SOCK_DGRAM`; packet(7)).
///
/// It belongs to the network namespace of the thread that opens it.
struct PacketSocket {
    private let descriptor: Descriptor

    /// - Throws: `unavailable`, with `EPERM` when CAP_NET_RAW is missing.
    init() throws(KernelError) {
        let flags = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        // Protocol 0 receives nothing.
        descriptor = try Descriptor(socket(AF_PACKET, flags, 0), operation: "socket(AF_PACKET)")
    }

    /// Sends one packet, without waiting for room in the link's queue.
    ///
    /// - Parameters:
    ///   - packet: What comes after the link's header.
    ///   - etherType: What the packet is (`ETH_P_*`, `linux/if_ether.h`), in host byte order.
    ///   - destination: Up to 8 bytes, which is what `sll_addr` holds.
    ///   - linkIndex: The link to send it over.
    /// - Throws: `unavailable` with the system call's error.
    func send(
        _ packet: [UInt8], etherType: Int32, to destination: HardwareAddress, linkIndex: UInt32
    ) throws(KernelError) {
        var address = sockaddr_ll()
        address.sll_family = UInt16(AF_PACKET)
        address.sll_protocol = UInt16(truncatingIfNeeded: etherType).bigEndian
        address.sll_ifindex = Int32(bitPattern: linkIndex)
        address.sll_halen = UInt8(truncatingIfNeeded: destination.bytes.count)
        let room = MemoryLayout.size(ofValue: address.sll_addr)
        withUnsafeMutableBytes(of: &address.sll_addr) { $0.copyBytes(from: destination.bytes.prefix(room)) }
        while true {
            let sent = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(
                        descriptor.number, packet, packet.count, Int32(MSG_DONTWAIT), $0,
                        socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
            if sent == packet.count { return }
            guard sent < 0, errno == EINTR else {
                throw .unavailable(operation: "sendto(AF_PACKET)", errno: sent < 0 ? errno : EMSGSIZE)
            }
        }
    }
}
