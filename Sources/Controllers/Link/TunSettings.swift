import Kernel
import NetworkTypes
import Resources

/// What can be said of a tun or tap link (`tun_set_iff()`, `drivers/net/tun.c`).
enum TunSettings {
    private static let part = LinkPart("tun", \.tun, \.tun)
    /// The number of no user and no group.
    private static let nobody = LinkValue.number(UInt64(UInt32.max))

    static let table: [LinkSetting] = [
        part.setting(.tunMode, "mode", \.mode, .away),
        part.setting(.tunOwner, "owner", \.owner, initial: nobody).pausing(ownerPause),
        part.setting(.tunGroup, "group", \.group, initial: nobody).pausing(ownerPause),
        part.setting(.tunMultiQueue, "multiQueue", \.multiQueue, .away, initial: .flag(false)),
        part.setting(.tunHeader, "vnetHeader", \.vnetHeader, initial: .flag(false)).pausing(openPause),
        part.setting(.tunPacketInfo, "packetInfo", \.packetInfo, initial: .flag(false)).pausing(openPause),
    ]

    /// An owner can be exchanged, not taken away.
    private static let ownerPause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { _, value in
        value == nobody ? .away : LinkPause.none
    }

    /// A program that has it open says itself how its packets look.
    private static let openPause: @Sendable (KernelLink, LinkValue) -> LinkPause? = { link, _ in
        link.hasCarrier ? nil : LinkPause.none
    }
}

extension Tun.Mode: KernelChoice {
    /// `IFF_TUN` and `IFF_TAP`.
    var kernelNumber: UInt64 {
        switch self {
        case .tun: 1
        case .tap: 2
        }
    }
}
