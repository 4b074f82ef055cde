import Kernel
import NetworkTypes

/// What a tunnel adds to a packet.
extension KernelLink {
    /// The bytes before each packet; 0 for what isn't a tunnel, and for one that doesn't say where it leads.
    ///
    /// A VLAN's tag doesn't count against the link below (IEEE 802.3 §3.2.7).
    var overhead: UInt32 {
        switch kind {
        // IP, UDP (8), VXLAN or Geneve without options (8), Ethernet (14).
        case "vxlan": header(goesOverIPv6: isThere(.vxlanRemote6) || isThere(.vxlanLocal6)) + 30
        case "geneve": header(goesOverIPv6: isThere(.geneveRemote6)) + 30
        // IP, GRE, Ethernet (14).
        case "gretap": header(goesOverIPv6: false) + greHeader + 14
        // The limit of tunnels is an option of 8 bytes (RFC 2473 §4.1.1).
        case "ip6gretap": header(goesOverIPv6: true) + greHeader + 14 + (self[.greNoEncapLimit] == .flag(true) ? 0 : 8)
        case "ipip", "sit": header(goesOverIPv6: false)
        default: 0
        }
    }

    private func header(goesOverIPv6: Bool) -> UInt32 { goesOverIPv6 ? 40 : 20 }

    private func isThere(_ member: LinkMember) -> Bool { self[member] != nil }

    /// 4 bytes, and 4 for each of key, checksum and number (RFC 2784, RFC 2890).
    private var greHeader: UInt32 {
        [LinkMember.greOutKeyed, .greOutChecksum, .greOutSequence].reduce(4) { $0 + (self[$1] == .flag(true) ? 4 : 0) }
    }
}
