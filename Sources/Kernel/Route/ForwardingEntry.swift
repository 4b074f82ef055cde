import CMnl
import Glibc
public import NetworkTypes

/// Where a VXLAN sends packets besides its own remote end: what somebody set in its forwarding database (`bridge fdb`, `struct ndmsg`,
/// `linux/neighbour.h`).
public struct ForwardingEntry: Hashable, Sendable {
    /// The other end (`NDA_DST`).
    public let address: IPAddress
    /// Its UDP port (`NDA_PORT`); `nil` for the VXLAN's.
    public var port: UInt16?
    /// The index of the link that the packets leave by (`NDA_IFINDEX`); `nil` for the VXLAN's.
    public var outIndex: UInt32?

    /// An entry from its parts.
    public init(_ address: IPAddress, port: UInt16? = nil, outIndex: UInt32? = nil) {
        (self.address, self.port, self.outIndex) = (address, port, outIndex)
    }

    /// The states of what was set, and not learned.
    static let settled = UInt16(NUD_PERMANENT | NUD_NOARP)

    /// Reads the payload of an `RTM_NEWNEIGH`, with the index of the link that has it; `nil` for what leads to no other end, and
    /// for what was learned.
    static func read(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> (link: UInt32, entry: ForwardingEntry)? {
        let header = try bytes.header(ndmsg.self, of: payload)
        guard Int32(header.ndm_family) == AF_BRIDGE, header.ndm_state & settled != 0 else { return nil }
        var (address, port, outIndex): (IPAddress?, UInt16?, UInt32?) = (nil, nil, nil)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ndmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch Int(attribute.type) {
            case Int(NDA_DST):
                let family = AddressFamily.allCases.first { $0.bitWidth == attribute.payload.count * 8 }
                address = try family.map { family throws(KernelError) in
                    try bytes.address(of: attribute, family: family)
                }
            case Int(NDA_PORT): port = UInt16(bigEndian: try bytes.value(UInt16.self, of: attribute))
            case Int(NDA_IFINDEX): outIndex = try bytes.index(of: attribute)
            default: break
            }
        }
        guard let address else { return nil }
        return (UInt32(bitPattern: header.ndm_ifindex), ForwardingEntry(address, port: port, outIndex: outIndex))
    }
}

extension DumpRequest {
    /// The forwarding databases of all bridges, their ports, and VXLANs.
    static var forwarding: DumpRequest {
        DumpRequest(operation: "RTM_GETNEIGH", type: Int(RTM_GETNEIGH), replyType: Int(RTM_NEWNEIGH)) {
            var header = ndmsg()
            header.ndm_family = UInt8(AF_BRIDGE)
            $0.append(header)
        }
    }
}
