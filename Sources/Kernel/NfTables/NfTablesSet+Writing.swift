import CNftnl
import Glibc

extension NfTablesSet {
    /// The name of a rule's own set, in which the kernel puts a number.
    static let ownName = "__set%d"

    /// Says what a set is, by the name that it gets.
    func describe(_ object: OpaquePointer, _ name: String) {
        func set(_ attribute: nftnl_set_attr, _ value: UInt32) {
            nftnl_set_set_u32(object, UInt16(attribute.rawValue), value)
        }
        var flags = isOfIntervals ? NFT_SET_INTERVAL.rawValue : 0
        if name == Self.ownName { flags |= NFT_SET_ANONYMOUS.rawValue | NFT_SET_CONSTANT.rawValue }
        if isDynamic { flags |= NFT_SET_EVAL.rawValue }
        if timeout != 0 {
            flags |= NFT_SET_TIMEOUT.rawValue
            nftnl_set_set_u64(object, UInt16(NFTNL_SET_TIMEOUT.rawValue), timeout)
        }
        set(NFTNL_SET_FLAGS, flags)
        set(NFTNL_SET_KEY_TYPE, key.number)
        set(NFTNL_SET_KEY_LEN, key.length)
        set(NFTNL_SET_FAMILY, UInt32(NFPROTO_INET))
        if isDynamic { set(NFTNL_SET_DESC_SIZE, Self.dynamicSize) }
        let note = userData
        nftnl_set_set_data(object, UInt16(NFTNL_SET_USERDATA.rawValue), note, UInt32(note.count))
    }

    /// How many values of packets are kept at most, as nft(8) has it.
    private static let dynamicSize: UInt32 = 65_535

    /// In which order the bytes of a value lie, for nft(8): 1 is the host's, 2 the network's.
    private var userData: [UInt8] {
        let order: UInt32 = key.isHostOrder ? 1 : 2
        return [UInt8(NFTNL_UDATA_SET_KEYBYTEORDER.rawValue), 4]
            + (0..<4).map { UInt8(truncatingIfNeeded: order >> (8 * $0)) }
    }

    /// Adds its elements; a range is two of them, of which the second is the first value that isn't in it any more.
    func addElements(to object: OpaquePointer) throws(KernelError) {
        for element in elements {
            try add(element.first, isEnd: false, to: object)
            guard isOfIntervals, let end = element.last.successor else { continue }
            try add(end, isEnd: true, to: object)
        }
    }

    private func add(_ key: [UInt8], isEnd: Bool, to object: OpaquePointer) throws(KernelError) {
        // The library copies it without a look at its own room.
        guard key.count <= NftnlExpression.registerBytes else { throw .malformed("an element of \(key.count) bytes") }
        let element = try NfTablesReading.owned(nftnl_set_elem_alloc(), "nftnl_set_elem_alloc")
        _ = nftnl_set_elem_set(element, UInt16(NFTNL_SET_ELEM_KEY), key, UInt32(key.count))
        if isEnd {
            nftnl_set_elem_set_u32(element, UInt16(NFTNL_SET_ELEM_FLAGS), NFT_SET_ELEM_INTERVAL_END.rawValue)
        }
        nftnl_set_elem_add(object, element)
    }
}

extension [UInt8] {
    /// As a number in network order: the next one; `nil` after the last.
    var successor: [UInt8]? {
        var bytes = self
        for place in bytes.indices.reversed() {
            bytes[place] &+= 1
            if bytes[place] != 0 { return bytes }
        }
        return nil
    }

    /// The one before; `nil` before the first.
    var predecessor: [UInt8]? {
        var bytes = self
        for place in bytes.indices.reversed() {
            bytes[place] &-= 1
            if bytes[place] != 0xFF { return bytes }
        }
        return nil
    }
}
