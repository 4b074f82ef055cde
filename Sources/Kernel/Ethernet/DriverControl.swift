import CMnl
import Glibc
import NetworkTypes

/// `struct ifreq` (netdevice(7)) with `ifr_data` of its union, which two headers define for Swift, each in its way.
private struct InterfaceRequest {
    var name: (UInt64, UInt64) = (0, 0)
    var data: UnsafeMutableRawPointer?
    /// The union's rest.
    var rest: (UInt64, UInt64) = (0, 0)
}

/// Asks and tells drivers by `SIOCETHTOOL` (`linux/ethtool.h`), which unlike sysfs knows the network namespace.
struct DriverControl: ~Copyable {
    private let socket: Descriptor

    /// Opens a socket in the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try Descriptor(Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0), operation: "socket")
    }

    /// Makes a call whose argument is a C struct that begins with the command.
    ///
    /// - Returns: 0, or the number as in errno(3).
    func call<Argument: BitwiseCopyable>(_ link: InterfaceName, _ argument: inout Argument) -> Int32 {
        withUnsafeMutableBytes(of: &argument) { call(link, $0.baseAddress) }
    }

    /// The same for a struct with an array behind it.
    func call(_ link: InterfaceName, _ argument: inout [UInt8]) -> Int32 {
        argument.withUnsafeMutableBytes { call(link, $0.baseAddress) }
    }

    private func call(_ link: InterfaceName, _ argument: UnsafeMutableRawPointer?) -> Int32 {
        var request = InterfaceRequest()
        // An interface name has at most 15 bytes, so a NUL stays behind it.
        withUnsafeMutableBytes(of: &request.name) { $0.copyBytes(from: link.description.utf8.prefix(15)) }
        request.data = argument
        return ioctl(socket.number, UInt(SIOCETHTOOL), &request) == 0 ? 0 : errno
    }
}
