import CMnl
public import NetworkTypes

/// What the kernel is asked the way to (`RTM_GETROUTE` without `NLM_F_DUMP`, rtnetlink(7)).
public struct RouteTarget: Hashable, Sendable {
    /// Where a packet is to go.
    public let address: IPAddress
    /// Where it says that it comes from; `nil` leaves that to the kernel.
    public let source: IPAddress?
    /// The packet's mark; 0 for none.
    public let mark: UInt32

    /// A target; a source that isn't there, or of the other family, is left out.
    public init(_ address: IPAddress, from source: IPAddress? = nil, mark: UInt32 = 0) {
        self.address = address
        self.source = source.flatMap { $0.family == address.family && !$0.isUnspecified ? $0 : nil }
        self.mark = mark
    }
}

extension DumpRequest {
    /// The one route that packets to a target take now.
    static func route(to target: RouteTarget) -> DumpRequest {
        DumpRequest(
            operation: "RTM_GETROUTE", type: Int(RTM_GETROUTE), replyType: Int(RTM_NEWROUTE), flags: NLM_F_ACK
        ) {
            let bits = UInt8(target.address.family.bitWidth)
            var header = rtmsg()
            header.rtm_family = target.address.family.rawValue
            header.rtm_dst_len = bits
            if target.source != nil { header.rtm_src_len = bits }
            $0.append(header)
            $0.put(Int(RTA_DST.rawValue), address: target.address)
            if let source = target.source { $0.put(Int(RTA_SRC.rawValue), address: source) }
            if target.mark != 0 { $0.put(Int(RTA_MARK.rawValue), value: target.mark) }
        }
    }
}

extension RouteTarget {
    /// The index of the link by which a route leads on; `nil` where it doesn't say one.
    static func readLink(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> UInt32? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<rtmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            if attribute.type == Int(RTA_OIF.rawValue) { return try bytes.index(of: attribute) }
        }
        return nil
    }
}
