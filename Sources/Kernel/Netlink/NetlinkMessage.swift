import CMnl

/// One message of a datagram (`struct nlmsghdr`, `linux/netlink.h`): its header's fields and where its payload stands.
struct NetlinkMessage {
    let type: Int
    let flags: Int32
    let sequence: UInt32
    let portID: UInt32
    let payload: Range<Int>
}

/// Walks the messages of a datagram.
struct MessageCursor {
    private var offset = 0
    private let end: Int

    /// The messages in the first `count` bytes.
    init(count: Int) { end = count }

    /// The next message, or `nil` at the end; each step moves on by at least a header, so the walk ends.
    mutating func next(in bytes: borrowing RawSpan) throws(KernelError) -> NetlinkMessage? {
        guard offset < end else { return nil }
        guard let header = bytes.load(nlmsghdr.self, at: offset, in: offset..<end),
            Int(header.nlmsg_len) >= MemoryLayout<nlmsghdr>.size, Int(header.nlmsg_len) <= end - offset
        else { throw .malformed("a message with \(end - offset) bytes left") }
        let payload = (offset + MemoryLayout<nlmsghdr>.size)..<(offset + Int(header.nlmsg_len))
        offset += netlinkAligned(Int(header.nlmsg_len))
        return NetlinkMessage(
            type: Int(header.nlmsg_type), flags: Int32(header.nlmsg_flags), sequence: header.nlmsg_seq,
            portID: header.nlmsg_pid, payload: payload)
    }
}

extension NetlinkMessage {
    /// What an `NLMSG_ERROR` says: `nil` for an acknowledgement.
    ///
    /// With `NETLINK_CAP_ACK` only the request's header follows the number, then the attributes of `NETLINK_EXT_ACK`.
    func refusal(in bytes: borrowing RawSpan) throws(KernelError) -> KernelRefusal? {
        let error = try bytes.header(nlmsgerr.self, of: payload)
        guard error.error != 0 else { return nil }
        let quoted = flags & NLM_F_CAPPED != 0 ? MemoryLayout<nlmsghdr>.size : Int(error.msg.nlmsg_len)
        return try refusal(number: error.error, attributesAfter: MemoryLayout<Int32>.size + quoted, in: bytes)
    }

    /// What an `NLMSG_DONE` says: `nil` for a dump that went well.
    func dumpRefusal(in bytes: borrowing RawSpan) throws(KernelError) -> KernelRefusal? {
        let number = try bytes.header(Int32.self, of: payload)
        guard number != 0 else { return nil }
        return try refusal(number: number, attributesAfter: MemoryLayout<Int32>.size, in: bytes)
    }

    private func refusal(
        number: Int32, attributesAfter length: Int, in bytes: borrowing RawSpan
    ) throws(KernelError) -> KernelRefusal {
        var refusal = KernelRefusal(errno: number == .min ? .max : abs(number))
        guard flags & NLM_F_ACK_TLVS != 0 else { return refusal }
        var attributes = AttributeCursor(payload, skipping: min(length, payload.count))
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case NLMSGERR_ATTR_MSG.rawValue: refusal.message = bytes.string(of: attribute)
            case NLMSGERR_ATTR_OFFS.rawValue: refusal.attributeOffset = try bytes.value(UInt32.self, of: attribute)
            default: break
            }
        }
        return refusal
    }
}
