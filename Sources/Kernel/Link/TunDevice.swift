import CMnl
import Glibc
import NetworkTypes

/// The fields of `struct ifreq` (netdevice(7)) that `TUNSETIFF` reads.
private struct TunRequest {
    var name: (UInt64, UInt64) = (0, 0)
    var flags: Int16 = 0
    /// The union's rest.
    var rest: (Int16, Int32, UInt64, UInt64) = (0, 0, 0, 0)
}

/// Persistent tun and tap links, which only /dev/net/tun makes (Documentation/networking/tuntap.rst, `drivers/net/tun.c`).
struct TunDevice: ~Copyable {
    private static let path = "/dev/net/tun"

    private let file: Descriptor

    /// Whether a link of this kind is made here, and not by rtnetlink.
    static func makes(_ attributes: LinkAttributes) -> Bool { attributes.kind == "tun" }

    /// Opens the device for the network namespace of the thread that calls this.
    private init() throws(KernelError) {
        file = try Descriptor(open(Self.path, O_RDWR | O_CLOEXEC), operation: "\(Self.path) can't be opened")
    }

    /// Makes a link that stays; what isn't the device's own is left out.
    ///
    /// - Throws: `EBUSY` when the name is taken.
    static func make(_ attributes: LinkAttributes) throws(KernelError) {
        guard let name = attributes.name else { throw .unavailable(operation: "a tun without a name", errno: EINVAL) }
        let device = try TunDevice()
        if attributes.index != 0 {
            var index = attributes.index
            try device.check(ioctl(device.file.number, UInt(tun_set_index), &index), "TUNSETIFINDEX")
        }
        try device.attach(to: name, attributes.values, flags: IFF_TUN_EXCL)
        try device.setOwners(attributes.values)
        // Until here, closing the file takes the link away again.
        try device.check(ioctl(device.file.number, UInt(tun_set_persistence), CInt(1)), "TUNSETPERSIST")
    }

    /// Changes a link that no program has open.
    ///
    /// - Parameters:
    ///   - name: What it is called.
    ///   - values: All of its own.
    /// - Throws: `EBUSY` when a program uses it; `EINVAL` when it is of another mode, or the number of queues is another.
    static func change(_ name: InterfaceName, _ values: [LinkMember: LinkValue]) throws(KernelError) {
        let device = try TunDevice()
        try device.attach(to: name, values, flags: 0)
        try device.setOwners(values)
    }

    private func attach(
        to name: InterfaceName, _ values: [LinkMember: LinkValue], flags: Int32
    ) throws(KernelError) {
        var request = TunRequest()
        // An interface name has at most 15 bytes, so a NUL stays behind it.
        withUnsafeMutableBytes(of: &request.name) { $0.copyBytes(from: name.description.utf8.prefix(15)) }
        request.flags = Int16(truncatingIfNeeded: Self.flags(values) | flags)
        try check(ioctl(file.number, UInt(tun_set_interface), &request), "TUNSETIFF")
    }

    private static func flags(_ values: [LinkMember: LinkValue]) -> Int32 {
        func has(_ member: LinkMember) -> Bool { values[member] == .flag(true) }
        var flags = Int32(values[.tunMode]?.number ?? UInt64(IFF_TAP))
        if !has(.tunPacketInfo) { flags |= IFF_NO_PI }
        if has(.tunHeader) { flags |= IFF_VNET_HDR }
        if has(.tunMultiQueue) { flags |= IFF_MULTI_QUEUE }
        return flags
    }

    private func setOwners(_ values: [LinkMember: LinkValue]) throws(KernelError) {
        for (member, request, operation) in [
            (LinkMember.tunOwner, tun_set_owner, "TUNSETOWNER"), (LinkMember.tunGroup, tun_set_group, "TUNSETGROUP"),
        ] {
            guard let number = values[member]?.number.flatMap({ UInt32(exactly: $0) }), number != .max else { continue }
            try check(ioctl(file.number, UInt(request), CInt(bitPattern: number)), operation)
        }
    }

    private func check(_ result: CInt, _ operation: String) throws(KernelError) {
        if result < 0 { throw .unavailable(operation: operation, errno: errno) }
    }
}
