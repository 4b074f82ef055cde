import CMnl
import Glibc

/// A next-hop object (`RTM_NEWNEXTHOP`, `linux/nexthop.h`), as far as it has to be put back when its link was down or away.
struct NextHopObject: Hashable {
    /// `NHA_ID`.
    let id: UInt32
    /// The index of the link that packets leave by (`NHA_OIF`); `nil` for a group.
    let outIndex: UInt32?
    /// The objects that a group consists of (`NHA_GROUP`).
    let members: [UInt32]
    /// The dumped message after its `nlmsghdr`.
    let message: [UInt8]

    /// Those among some that the kernel removes, or makes smaller, with links: objects first, then groups.
    static func lost(_ objects: [NextHopObject], with links: Set<UInt32>) -> [NextHopObject] {
        let gone = objects.filter { $0.outIndex.map(links.contains) ?? false }
        let ids = Set(gone.map(\.id))
        return gone + objects.filter { $0.members.contains(where: ids.contains) }
    }

    /// Reads the payload of an `RTM_NEWNEXTHOP`.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> NextHopObject? {
        var (id, outIndex, members): (UInt32?, UInt32?, [UInt32]) = (nil, nil, [])
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<nhmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(NHA_ID): id = try bytes.value(UInt32.self, of: attribute)
            case Int(NHA_OIF): outIndex = try bytes.index(of: attribute)
            case Int(NHA_GROUP):
                let size = MemoryLayout<nexthop_grp>.size
                for start in stride(from: attribute.payload.lowerBound, to: attribute.payload.upperBound, by: size) {
                    guard let member = bytes.load(nexthop_grp.self, at: start, in: attribute.payload) else { break }
                    members.append(member.id)
                }
            default: break
            }
        }
        guard let id else { return nil }
        return NextHopObject(id: id, outIndex: outIndex, members: members, message: bytes.array(of: payload))
    }
}

extension NextHopObject: WritableRequest {
    /// What the kernel takes.
    ///
    /// The rest it only tells; a resilient group gets new buckets.
    private static let kept: Set<Int> = Set(
        [
            NHA_ID, NHA_GROUP, NHA_GROUP_TYPE, NHA_BLACKHOLE, NHA_OIF, NHA_GATEWAY, NHA_ENCAP_TYPE, NHA_ENCAP, NHA_FDB,
        ].map { Int($0) })

    /// Makes it again, in the place of what is left of it.
    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        guard var header = message.span.bytes.load(nhmsg.self, at: 0, in: message.indices) else {
            return KernelRefusal(errno: EINVAL, message: "no dumped message to restore from")
        }
        writer.begin(type: Int(RTM_NEWNEXTHOP), flags: NLM_F_CREATE | NLM_F_REPLACE, sequence: sequence)
        defer { writer.finish() }
        header.nh_scope = 0
        header.nh_flags &= NextHopFlags.onLink
        writer.append(header)
        var attributes = AttributeCursor(message.indices, skipping: MemoryLayout<nhmsg>.size)
        while let attribute = try? attributes.next(in: message.span.bytes) {
            guard Self.kept.contains(attribute.type) else { continue }
            writer.put(Int(attribute.rawType), message[attribute.payload])
        }
        return nil
    }
}

extension DumpRequest {
    /// All next-hop objects and groups.
    static var nextHops: DumpRequest {
        DumpRequest(operation: "RTM_GETNEXTHOP", type: Int(RTM_GETNEXTHOP), replyType: Int(RTM_NEWNEXTHOP)) {
            $0.append(nhmsg())
        }
    }
}
