import CMnl

/// Tells what notifications are about.
struct NotificationReader {
    /// What addresses and routes depend on, of each link that was told of.
    private var standings: [UInt32: Int] = [:]
    /// Who writes down whose changes they are.
    var witness: ChangeWitness?

    init(_ witness: ChangeWitness? = nil) { self.witness = witness }

    /// Forgets what it was told, because not all was.
    mutating func forget() { standings = [:] }

    /// What a datagram of notifications is about; everything when it can't be read.
    mutating func topics(of bytes: borrowing RawSpan) -> KernelTopics {
        var topics: KernelTopics = []
        var messages = MessageCursor(count: bytes.byteCount)
        do throws(KernelError) {
            while let message = try messages.next(in: bytes) {
                witness?.note(message, in: bytes)
                switch message.type {
                case Int(RTM_NEWLINK), Int(RTM_DELLINK): topics.formUnion(try linkTopics(bytes, message))
                default: topics.formUnion(KernelTopics(messageType: message.type))
                }
            }
        } catch {
            topics = .all
        }
        return topics
    }

    private mutating func linkTopics(
        _ bytes: borrowing RawSpan, _ message: NetlinkMessage
    ) throws(KernelError) -> KernelTopics {
        let header = try bytes.header(ifinfomsg.self, of: message.payload)
        // Bridges tell of their ports' settings in messages of another family.
        guard Int32(header.ifi_family) == AF_UNSPEC else { return .linkDetails }
        let index = UInt32(bitPattern: header.ifi_index)
        let standing = message.type == Int(RTM_NEWLINK) ? try Self.standing(bytes, message.payload, header) : nil
        if let standing, standings[index] == standing { return .linkDetails }
        standings[index] = standing
        return [.links, .linkDetails]
    }

    private static func standing(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>, _ header: ifinfomsg
    ) throws(KernelError) -> Int {
        var hasher = Hasher()
        hasher.combine(header.ifi_flags)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<ifinfomsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch attribute.type {
            case Int(IFLA_IFNAME), Int(IFLA_MASTER), Int(IFLA_PROP_LIST), Int(IFLA_ADDRESS):
                for position in attribute.payload {
                    hasher.combine(bytes.load(UInt8.self, at: position, in: attribute.payload))
                }
            // `IPV6_MIN_MTU`: below it a link has no IPv6 (`addrconf_notify()`, net/ipv6/addrconf.c).
            case Int(IFLA_MTU): hasher.combine(try bytes.value(UInt32.self, of: attribute) < 1280)
            default: break
            }
        }
        return hasher.finalize()
    }
}
