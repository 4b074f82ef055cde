import CMnl
import Glibc
public import NetworkTypes

/// What the kernel is asked the way to (`RTM_GETROUTE` without `NLM_F_DUMP`, rtnetlink(7)).
public struct RouteTarget: Hashable, Sendable {
    /// Where a packet is to go.
    public let address: IPAddress
    /// Where it says that it comes from; `nil` leaves that to the kernel.
    public let source: IPAddress?
    /// The packet's mark; 0 for none.
    public var mark: UInt32 = 0
    /// Its type of service, or traffic class, without the two bits of ECN.
    public var typeOfService: UInt8 = 0
    /// Where in UDP it goes; `nil` for what isn't UDP.
    public var port: UInt16?
    /// The VRF within which the way is sought, or the link that it has to begin with.
    public var outIndex: UInt32?

    /// A target; a source that isn't there, or of the other family, is left out.
    public init(_ address: IPAddress, from source: IPAddress? = nil, mark: UInt32 = 0, port: UInt16? = nil) {
        self.address = address
        self.source = source.flatMap { $0.family == address.family && !$0.isUnspecified ? $0 : nil }
        self.mark = mark
        self.port = port
    }
}

/// How a packet leaves.
public struct RouteWay: Hashable, Sendable {
    /// The link's index.
    public let link: UInt32
    /// What the route itself says is the largest packet; `nil` where the link's is.
    public let mtu: UInt32?

    /// A way from its parts.
    public init(link: UInt32, mtu: UInt32? = nil) { (self.link, self.mtu) = (link, mtu) }
}

extension DumpRequest {
    /// The route that packets to a target are sent by, as it was made.
    static func route(to target: RouteTarget) -> DumpRequest { lookup(target, flags: RTM_F_FIB_MATCH) }

    /// The way that a packet to a target takes: one where there are several.
    static func way(to target: RouteTarget) -> DumpRequest { lookup(target, flags: 0) }

    private static func lookup(_ target: RouteTarget, flags: Int32) -> DumpRequest {
        DumpRequest(
            operation: "RTM_GETROUTE", type: Int(RTM_GETROUTE), replyType: Int(RTM_NEWROUTE), flags: NLM_F_ACK
        ) {
            let bits = UInt8(target.address.family.bitWidth)
            var header = rtmsg()
            header.rtm_family = target.address.family.rawValue
            header.rtm_dst_len = bits
            if target.source != nil { header.rtm_src_len = bits }
            header.rtm_tos = target.typeOfService
            header.rtm_flags = UInt32(flags)
            $0.append(header)
            $0.put(Int(RTA_DST.rawValue), address: target.address)
            if let source = target.source { $0.put(Int(RTA_SRC.rawValue), address: source) }
            if let index = target.outIndex { $0.put(Int(RTA_OIF.rawValue), value: index) }
            if let port = target.port {
                $0.put(Int(RTA_IP_PROTO.rawValue), value: UInt8(IPPROTO_UDP))
                $0.put(Int(RTA_DPORT.rawValue), value: port.bigEndian)
            }
            if target.mark != 0 { $0.put(Int(RTA_MARK.rawValue), value: target.mark) }
        }
    }
}

extension RouteTarget {
    /// Reads the link of an answer about a way.
    static func outIndex(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> UInt32? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<rtmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            if UInt32(attribute.type) == RTA_OIF.rawValue { return try bytes.index(of: attribute) }
        }
        return nil
    }
}
