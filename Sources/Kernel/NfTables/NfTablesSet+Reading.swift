import CMnl
import CNftnl
import Glibc

extension NfTablesReading {
    /// A set without its elements, its name, and whether it is a rule's own.
    static func set(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> (name: String, set: NfTablesSet, isOwn: Bool)? {
        let object = try owned(nftnl_set_alloc(), "nftnl_set_alloc")
        defer { nftnl_set_free(object) }
        guard read(bytes, payload, { nftnl_set_nlmsg_parse($0, object) }) else { throw .malformed("a set") }
        func number(_ attribute: nftnl_set_attr) -> UInt32 {
            nftnl_set_is_set(object, UInt16(attribute.rawValue))
                ? nftnl_set_get_u32(object, UInt16(attribute.rawValue)) : 0
        }
        let flags = number(NFTNL_SET_FLAGS)
        guard let name = nftnl_set_get_str(object, UInt16(NFTNL_SET_NAME.rawValue)) else { return nil }
        var set = NfTablesSet(
            of: NfTablesSet.KeyType(number: number(NFTNL_SET_KEY_TYPE), told: number(NFTNL_SET_KEY_LEN)),
            isOfIntervals: flags & NFT_SET_INTERVAL.rawValue != 0, [])
        if flags & NFT_SET_MAP.rawValue != 0 {
            set.valueType = NfTablesSet.KeyType(number: number(NFTNL_SET_DATA_TYPE), told: number(NFTNL_SET_DATA_LEN))
        }
        set.isDynamic = flags & NFT_SET_EVAL.rawValue != 0
        if nftnl_set_is_set(object, UInt16(NFTNL_SET_TIMEOUT.rawValue)) {
            set.timeout = nftnl_set_get_u64(object, UInt16(NFTNL_SET_TIMEOUT.rawValue))
        }
        set.hasTimeouts = flags & NFT_SET_TIMEOUT.rawValue != 0 && set.timeout == 0
        return (String(cString: name), set, flags & NFT_SET_ANONYMOUS.rawValue != 0)
    }

    /// Some elements as the kernel has them: an interval's end is one of its own.
    static func elements(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> [NfTablesElementReading] {
        let object = try owned(nftnl_set_alloc(), "nftnl_set_alloc")
        defer { nftnl_set_free(object) }
        guard read(bytes, payload, { nftnl_set_elems_nlmsg_parse($0, object) }) else { throw .malformed("elements") }
        let elements = try owned(nftnl_set_elems_iter_create(object), "nftnl_set_elems_iter_create")
        defer { nftnl_set_elems_iter_destroy(elements) }
        let now = HostClock.millisecondsSince1970
        var found: [NfTablesElementReading] = []
        while let element = nftnl_set_elems_iter_next(elements) {
            if let reading = NfTablesElementReading(element, now: now) { found.append(reading) }
        }
        return found
    }
}

extension NfTablesSet {
    /// Takes elements as the kernel has them, in any order.
    mutating func take(_ found: [NfTablesElementReading]) {
        guard isOfIntervals else {
            self = NfTablesSet(keeping: self, found.map { $0.element(through: nil) })
            return
        }
        // An interval's end may be where the next begins: the end comes first.
        let sorted = found.sorted { left, right in
            left.key == right.key ? left.isEnd && !right.isEnd : left.key.lexicographicallyPrecedes(right.key)
        }
        var intervals: [Element] = []
        var start: NfTablesElementReading?
        for reading in sorted {
            if let start { intervals.append(start.element(through: reading.key.predecessor)) }
            start = reading.isEnd ? nil : reading
        }
        if let start {
            intervals.append(start.element(through: [UInt8](repeating: 0xFF, count: start.key.count)))
        }
        self = NfTablesSet(keeping: self, intervals)
    }

    /// The same with other elements.
    private init(keeping set: NfTablesSet, _ elements: [Element]) {
        self = set
        self.elements = elements.sorted { $0.first.lexicographicallyPrecedes($1.first) }
    }
}
