import Kernel
import NetworkTypes

/// What a tunnel adds to a packet.
extension KernelLink {
    /// The bytes before each packet, and after it, of a tunnel whose packets go over a family; 0 for what isn't a tunnel.
    ///
    /// A VLAN's tag doesn't count against the link below (IEEE 802.3 §3.2.7).
    func overhead(over family: AddressFamily) -> UInt32 {
        let header: UInt32 = family == .inet6 ? 40 : 20
        switch kind {
        // IP, UDP (8), VXLAN or Geneve without options (8), Ethernet (14).
        case "vxlan", "geneve": return header + 30
        // IP, GRE, Ethernet (14).
        case "gretap": return header + greHeader + 14
        // The limit of tunnels is an option of 8 bytes (RFC 2473 §4.1.1).
        case "ip6gretap": return header + greHeader + 14 + (self[.greNoEncapLimit] == .flag(true) ? 0 : 8)
        case "ipip", "sit": return header
        // IP, UDP (8), the message's header (16), the authentication tag (16): WireGuard's paper §5.4.6.
        case KernelWireGuard.kind: return header + 40
        default: return 0
        }
    }

    /// 4 bytes, and 4 for each of key, checksum and number (RFC 2784, RFC 2890).
    private var greHeader: UInt32 {
        [LinkMember.greOutKeyed, .greOutChecksum, .greOutSequence].reduce(4) { $0 + (self[$1] == .flag(true) ? 4 : 0) }
    }
}
