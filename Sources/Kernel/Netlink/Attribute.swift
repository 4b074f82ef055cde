import CMnl

/// One attribute of a message (`struct nlattr`, `linux/netlink.h`): its type and where its value stands.
struct Attribute {
    /// As it was sent, with `NLA_F_NESTED` and `NLA_F_NET_BYTEORDER`.
    let rawType: UInt16
    /// The value's bytes, padding left out.
    let payload: Range<Int>

    /// Without the flags.
    var type: Int { Int(rawType) & ~Int(NLA_F_NESTED | NLA_F_NET_BYTEORDER) }
}

/// Walks the attributes that fill a range of a datagram.
struct AttributeCursor {
    private var offset: Int
    private let end: Int

    /// The attributes in `range`, after `skipping` bytes of a fixed header.
    init(_ range: Range<Int>, skipping header: Int = 0) {
        offset = min(range.lowerBound + netlinkAligned(header), range.upperBound)
        end = range.upperBound
    }

    /// The attributes nested in another.
    init(nestedIn attribute: Attribute) {
        self.init(attribute.payload)
    }

    /// The next attribute, or `nil` at the end; each step moves on by at least a header, so the walk ends.
    mutating func next(in bytes: borrowing RawSpan) throws(KernelError) -> Attribute? {
        guard offset < end else { return nil }
        guard let header = bytes.load(nlattr.self, at: offset, in: offset..<end),
            Int(header.nla_len) >= MemoryLayout<nlattr>.size, Int(header.nla_len) <= end - offset
        else { throw .malformed("an attribute with \(end - offset) bytes left") }
        let payload = (offset + MemoryLayout<nlattr>.size)..<(offset + Int(header.nla_len))
        offset += netlinkAligned(Int(header.nla_len))
        return Attribute(rawType: header.nla_type, payload: payload)
    }
}

/// Rounded up to `NLMSG_ALIGNTO` and `NLA_ALIGNTO`, which are both 4 (`linux/netlink.h`).
func netlinkAligned(_ length: Int) -> Int { (length + Int(NLA_ALIGNTO) - 1) & ~(Int(NLA_ALIGNTO) - 1) }
