import CMnl
import Glibc
import NetworkTypes

/// An ARP announcement: a request that asks for the very address that it comes from (RFC 5227 §2.3).
///
/// A request and not a reply, because some hosts look at unasked requests only (RFC 5227 §3).
struct AddressAnnouncement {
    /// The link whose neighbours are told.
    let linkIndex: UInt32
    private let address: IPAddress
    private let hardwareAddress: HardwareAddress

    init(_ address: KernelAddress, hardwareAddress: HardwareAddress) {
        linkIndex = address.linkIndex
        self.address = address.prefix.address
        self.hardwareAddress = hardwareAddress
    }

    /// Sends it over the link of its index, if there is one; a refusal when that can't be.
    func send(over socket: PacketSocket, on link: KernelLink?) -> KernelRefusal? {
        guard let link else { return KernelRefusal(errno: ENODEV, message: "no link has this index") }
        if let refusal = fault ?? Self.fault(of: link) { return refusal }
        guard let broadcast = link.broadcastAddress, broadcast.bytes.count == Self.hardwareLength else {
            return KernelRefusal(errno: EOPNOTSUPP, message: "the link has no broadcast address of 6 bytes")
        }
        do throws(KernelError) {
            try socket.send(packet, etherType: ETH_P_ARP, to: broadcast, linkIndex: linkIndex)
            return nil
        } catch {
            return KernelRefusal(error)
        }
    }

    /// `ETH_ALEN` (`linux/if_ether.h`).
    private static let hardwareLength = Int(ETH_ALEN)

    /// The packet after the link's header, in network order (RFC 826).
    private var packet: [UInt8] {
        var packet: [UInt8] = []
        func append(_ value: Int32) {
            packet += [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
        }
        append(ARPHRD_ETHER)
        append(ETH_P_IP)
        packet += [UInt8(hardwareAddress.bytes.count), UInt8(address.bytes.count)]
        append(ARPOP_REQUEST)
        packet += hardwareAddress.bytes + address.bytes
        // No one reads the target's hardware address; all zero is what it should be (RFC 5227 §2.1.1).
        packet += [UInt8](repeating: 0, count: hardwareAddress.bytes.count) + address.bytes
        return packet
    }

    /// Why no link could announce this.
    private var fault: KernelRefusal? {
        guard address.family == .inet4 else {
            return KernelRefusal(errno: EAFNOSUPPORT, message: "only IPv4 has ARP")
        }
        guard !address.isUnspecified, !address.isMulticast else {
            return KernelRefusal(errno: EINVAL, message: "no host can have this address")
        }
        guard hardwareAddress.bytes.count == Self.hardwareLength, hardwareAddress.isUnicast else {
            return KernelRefusal(errno: EINVAL, message: "no Ethernet interface can have this hardware address")
        }
        return nil
    }

    /// Why the link can't announce anything.
    private static func fault(of link: KernelLink) -> KernelRefusal? {
        guard link.type == .ether, link.hardwareAddress?.bytes.count == hardwareLength else {
            return KernelRefusal(errno: EOPNOTSUPP, message: "the link isn't Ethernet")
        }
        guard link.flags.rawValue & UInt32(IFF_BROADCAST.rawValue) != 0 else {
            return KernelRefusal(errno: EOPNOTSUPP, message: "the link has no broadcast")
        }
        // What is sent before the link runs is lost without a word: its queue drops everything until then
        // (`dev_activate()`, `net/sched/sch_generic.c`).
        guard link.flags.isSuperset(of: [.up, .running]) else {
            return KernelRefusal(errno: ENETDOWN, message: "the link isn't running")
        }
        return nil
    }
}
