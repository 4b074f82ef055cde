import CMnl
import CNftnl
import Glibc

extension NfTablesReading {
    /// A set without its elements, its name, and whether it is a rule's own; `nil` for what isn't a set of values.
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
        guard let name = nftnl_set_get_str(object, UInt16(NFTNL_SET_NAME.rawValue)), flags & NFT_SET_MAP.rawValue == 0
        else { return nil }
        var set = NfTablesSet(
            of: NfTablesSet.KeyType(number: number(NFTNL_SET_KEY_TYPE), length: number(NFTNL_SET_KEY_LEN)),
            isOfIntervals: flags & NFT_SET_INTERVAL.rawValue != 0, [])
        set.key.isHostOrder = [NfTablesSet.KeyType.connectionState, .addressKind, .day, .interfaceName, .mark].contains
        {
            $0.number == set.key.number
        }
        set.isDynamic = flags & NFT_SET_EVAL.rawValue != 0
        if nftnl_set_is_set(object, UInt16(NFTNL_SET_TIMEOUT.rawValue)) {
            set.timeout = nftnl_set_get_u64(object, UInt16(NFTNL_SET_TIMEOUT.rawValue))
        }
        return (String(cString: name), set, flags & NFT_SET_ANONYMOUS.rawValue != 0)
    }

    /// Some elements as the kernel has them: an interval's end is one of its own.
    static func elements(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> [(key: [UInt8], isEnd: Bool)] {
        let object = try owned(nftnl_set_alloc(), "nftnl_set_alloc")
        defer { nftnl_set_free(object) }
        guard read(bytes, payload, { nftnl_set_elems_nlmsg_parse($0, object) }) else { throw .malformed("elements") }
        let elements = try owned(nftnl_set_elems_iter_create(object), "nftnl_set_elems_iter_create")
        defer { nftnl_set_elems_iter_destroy(elements) }
        var found: [(key: [UInt8], isEnd: Bool)] = []
        while let element = nftnl_set_elems_iter_next(elements) {
            var length: UInt32 = 0
            guard let key = nftnl_set_elem_get(element, UInt16(NFTNL_SET_ELEM_KEY), &length) else { continue }
            let flags =
                nftnl_set_elem_is_set(element, UInt16(NFTNL_SET_ELEM_FLAGS))
                ? nftnl_set_elem_get_u32(element, UInt16(NFTNL_SET_ELEM_FLAGS)) : 0
            found.append(
                (
                    Array(UnsafeRawBufferPointer(start: key, count: Int(length))),
                    flags & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
                ))
        }
        return found
    }
}

extension NfTablesSet {
    /// Takes elements as the kernel has them, in any order.
    mutating func take(_ found: [(key: [UInt8], isEnd: Bool)]) {
        guard isOfIntervals else {
            self = NfTablesSet(keeping: self, found.map { Element($0.key) })
            return
        }
        // An interval's end may be where the next begins: the end comes first.
        let sorted = found.sorted { left, right in
            left.key == right.key ? left.isEnd && !right.isEnd : left.key.lexicographicallyPrecedes(right.key)
        }
        var intervals: [Element] = []
        var start: [UInt8]?
        for (key, isEnd) in sorted {
            if let begun = start { intervals.append(Element(begun, through: key.predecessor)) }
            start = isEnd ? nil : key
        }
        if let start { intervals.append(Element(start, through: [UInt8](repeating: 0xFF, count: start.count))) }
        self = NfTablesSet(keeping: self, intervals)
    }

    /// The same with other elements.
    private init(keeping set: NfTablesSet, _ elements: [Element]) {
        self.init(of: set.key, isOfIntervals: set.isOfIntervals, elements)
        (isDynamic, timeout) = (set.isDynamic, set.timeout)
    }
}
