import CMnl
import Glibc
import NetworkTypes

/// An address and a port in the form in which sockets take them (ip(7), ipv6(7)).
struct SocketAddress {
    private var storage = sockaddr_storage()
    private let length: Int
    let family: Int32

    /// An address; `linkIndex` says on which link an address of one link alone is meant, 0 for none.
    init(_ address: IPAddress, port: UInt16, linkIndex: UInt32 = 0) {
        let bytes = address.bytes
        switch address.family {
        case .inet4:
            (family, length) = (AF_INET, MemoryLayout<sockaddr_in>.size)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &name.sin_addr) { $0.copyBytes(from: bytes) }
            withUnsafeMutableBytes(of: &storage) { target in withUnsafeBytes(of: name) { target.copyMemory(from: $0) } }
        case .inet6:
            (family, length) = (AF_INET6, MemoryLayout<sockaddr_in6>.size)
            var name = sockaddr_in6()
            name.sin6_family = sa_family_t(AF_INET6)
            name.sin6_port = port.bigEndian
            if address.isLinkLocal { name.sin6_scope_id = linkIndex }
            withUnsafeMutableBytes(of: &name.sin6_addr) { $0.copyBytes(from: bytes) }
            withUnsafeMutableBytes(of: &storage) { target in withUnsafeBytes(of: name) { target.copyMemory(from: $0) } }
        }
    }

    /// The bytes of the structure, as netlink carries it.
    var bytes: [UInt8] { withUnsafeBytes(of: storage) { Array($0.prefix(length)) } }

    /// Calls with the address as connect(2) and bind(2) take it.
    func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }

    /// The IP address in what the C library gave; `nil` when it is of another family or too short.
    static func ip(_ address: UnsafePointer<sockaddr>?, _ length: Int) -> IPAddress? {
        guard let address, length >= MemoryLayout<sa_family_t>.size else { return nil }
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr) { IPAddress(bytes: $0) }
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            return withUnsafeBytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr) { IPAddress(bytes: $0) }
        default: return nil
        }
    }

    /// The bytes of a socket's own name or its peer's.
    static func name(
        _ descriptor: Descriptor,
        _ call: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) -> [UInt8] {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { call(descriptor.number, $0, &length) }
        }
        guard result == 0 else { return [] }
        return withUnsafeBytes(of: storage) { Array($0.prefix(Int(length))) }
    }
}
