import NetworkTypes

extension TracedPacket {
    /// In which state a packet is that belongs to no connection that conntrack knows.
    ///
    /// Not every ICMP message begins one (`valid_new` in `net/netfilter/nf_conntrack_proto_icmp.c` and `nf_conntrack_proto_icmpv6.c`),
    /// and conntrack leaves alone what IPv6's neighbours and routers say to each other (`noct_valid_new` there).
    public var firstState: NfTablesConntrackState {
        switch `protocol` {
        case .icmp: Self.questions.contains(icmpType) ? .new : .invalid
        case .icmpv6:
            Self.untracked.contains(icmpType) ? .untracked : Self.questions6.contains(icmpType) ? .new : .invalid
        default: .new
        }
    }

    /// Echo, timestamp, information and address mask requests.
    private static let questions: Set<UInt8> = [8, 13, 15, 17]
    /// Echo requests, and those for information about a node.
    private static let questions6: Set<UInt8> = [128, 139]
    /// MLD, and neighbour discovery but for redirects.
    private static let untracked: Set<UInt8> = [130, 131, 132, 133, 134, 135, 136, 143]
}
