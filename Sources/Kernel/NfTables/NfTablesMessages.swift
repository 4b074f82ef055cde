import CMnl
import CNftnl
import Glibc

/// Builds the messages of a transaction, one after the other, in one buffer.
struct NfTablesMessages {
    /// The messages so far.
    private(set) var bytes: [UInt8] = []
    /// How many there are.
    private(set) var count: UInt32 = 0
    private let scratch: NftnlScratch
    private let family: UInt16

    /// Messages about the tables of a family (`NFPROTO_*`).
    init(family: Int32) {
        scratch = NftnlScratch()
        self.family = UInt16(truncatingIfNeeded: family)
    }

    /// Adds a message under the next number.
    ///
    /// - Parameters:
    ///   - type: `NFT_MSG_*`.
    ///   - flags: `NLM_F_*`.
    ///   - body: Adds the attributes.
    mutating func add(_ type: nf_tables_msg_types, _ flags: Int32 = 0, _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void)
    {
        count += 1
        let type = UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(type.rawValue)
        bytes += scratch.message(type, family, UInt16(truncatingIfNeeded: flags), count, body)
    }

    /// Adds the message that begins a transaction, or ends it (`enum nfnl_batch_attributes`).
    ///
    /// - Parameters:
    ///   - type: `NFNL_MSG_BATCH_*`.
    ///   - generation: The generation of the ruleset on which it is planned.
    mutating func addBatch(_ type: Int32, generation: UInt32? = nil) {
        count += 1
        bytes += scratch.batch(UInt16(truncatingIfNeeded: type), count, generation)
    }

    /// Room for the elements of a set, which don't fit into one message when there are many.
    ///
    /// - Returns: Whether there are more, after as many as fit into one attribute.
    mutating func addElements(
        _ type: nf_tables_msg_types, _ flags: Int32, _ elements: OpaquePointer
    ) -> Bool {
        var hasMore = false
        add(type, flags) { hasMore = nftnl_set_elems_nlmsg_build_payload_iter($0, elements) != 0 }
        return hasMore
    }
}

/// Memory that one message fits into: the library doesn't look at where it ends.
///
/// A rule has at most 128 steps (`NFT_RULE_MAXEXPRS`) of a few hundred bytes, and the library ends an attribute of elements before it
/// has 65,536 bytes, which is what an attribute's length can say.
private final class NftnlScratch {
    private static let size = 1 << 20
    private let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: MemoryLayout<nlmsghdr>.alignment)

    deinit { start.deallocate() }

    func message(
        _ type: UInt16, _ family: UInt16, _ flags: UInt16, _ sequence: UInt32,
        _ body: (UnsafeMutablePointer<nlmsghdr>) -> Void
    ) -> UnsafeRawBufferPointer {
        let buffer = start.assumingMemoryBound(to: CChar.self)
        guard let header = nftnl_nlmsg_build_hdr(buffer, type, family, flags, sequence) else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        body(header)
        return UnsafeRawBufferPointer(start: start, count: Int(header.pointee.nlmsg_len))
    }

    func batch(_ type: UInt16, _ sequence: UInt32, _ generation: UInt32?) -> UnsafeRawBufferPointer {
        let buffer = start.assumingMemoryBound(to: CChar.self)
        let isBegin = Int32(type) == NFNL_MSG_BATCH_BEGIN
        let begun = isBegin ? nftnl_batch_begin(buffer, sequence) : nftnl_batch_end(buffer, sequence)
        guard let header = begun else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        if let generation {
            mnl_attr_put_u32(header, UInt16(NFNL_BATCH_GENID.rawValue), generation.bigEndian)
        }
        return UnsafeRawBufferPointer(start: start, count: Int(header.pointee.nlmsg_len))
    }
}
