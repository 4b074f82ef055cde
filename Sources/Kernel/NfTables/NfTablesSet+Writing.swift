import CNftnl
import Glibc
import NetworkTypes

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
        if hasTimeouts { flags |= NFT_SET_TIMEOUT.rawValue }
        if let valueType {
            flags |= NFT_SET_MAP.rawValue
            set(NFTNL_SET_DATA_TYPE, valueType.number)
            set(NFTNL_SET_DATA_LEN, valueType.length)
        }
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

    /// In which order the bytes of keys and values lie, for nft(8).
    private var userData: [UInt8] {
        Self.order(of: key, NFTNL_UDATA_SET_KEYBYTEORDER)
            + (valueType.map { Self.order(of: $0, NFTNL_UDATA_SET_DATABYTEORDER) } ?? [])
    }

    /// 1 is the host's order, 2 the network's.
    private static func order(of type: KeyType, _ attribute: nftnl_udata_set_types) -> [UInt8] {
        let order: UInt32 = type.isHostOrder ? 1 : 2
        return [UInt8(attribute.rawValue), 4] + (0..<4).map { UInt8(truncatingIfNeeded: order >> (8 * $0)) }
    }

    /// Adds its elements; a range is two of them, of which the second is the first value that isn't in it any more.
    ///
    /// - Parameters:
    ///   - object: The library's set.
    ///   - isGoing: Whether they are to go, for which their keys are enough.
    /// - Throws: `malformed` for what no register holds, `unavailable` where there is no memory.
    func addElements(to object: OpaquePointer, isGoing: Bool) throws(KernelError) {
        let now = HostClock.millisecondsSince1970
        for element in elements {
            let start = try Self.object(element.first)
            if !isGoing {
                try element.value?.set(in: start)
                if let expiry = element.expiry { Self.end(start, at: expiry, now: now) }
            }
            nftnl_set_elem_add(object, start)
            guard isOfIntervals, let next = element.last.successor else { continue }
            let end = try Self.object(next)
            nftnl_set_elem_set_u32(end, UInt16(NFTNL_SET_ELEM_FLAGS), NFT_SET_ELEM_INTERVAL_END.rawValue)
            nftnl_set_elem_add(object, end)
        }
    }

    private static func object(_ key: [UInt8]) throws(KernelError) -> OpaquePointer {
        // The library copies it without a look at its own room.
        guard key.count <= NftnlExpression.registerBytes else { throw .malformed("an element of \(key.count) bytes") }
        let element = try NfTablesReading.owned(nftnl_set_elem_alloc(), "nftnl_set_elem_alloc")
        _ = nftnl_set_elem_set(element, UInt16(NFTNL_SET_ELEM_KEY), key, UInt32(key.count))
        return element
    }

    /// The type under which the end of an element is kept with it; nft(8) leaves out what it doesn't know.
    static let expiryType: UInt8 = 0xC0

    /// The kernel counts from when it gets the element, so that the end itself has to be kept beside that.
    private static func end(_ element: OpaquePointer, at expiry: Int64, now: Int64) {
        nftnl_set_elem_set_u64(element, UInt16(NFTNL_SET_ELEM_TIMEOUT), UInt64(max(1, expiry - now)))
        let note = [expiryType, 8] + (0..<8).map { UInt8(truncatingIfNeeded: expiry >> (8 * $0)) }
        _ = nftnl_set_elem_set(element, UInt16(NFTNL_SET_ELEM_USERDATA), note, UInt32(note.count))
    }
}

extension NfTablesSet.Value {
    fileprivate func set(in element: OpaquePointer) throws(KernelError) {
        switch self {
        case .bytes(let bytes):
            guard bytes.count <= NftnlExpression.registerBytes else {
                throw .malformed("a value of \(bytes.count) bytes")
            }
            _ = nftnl_set_elem_set(element, UInt16(NFTNL_SET_ELEM_DATA), bytes, UInt32(bytes.count))
        case .verdict(let verdict):
            nftnl_set_elem_set_u32(
                element, UInt16(NFTNL_SET_ELEM_VERDICT), UInt32(bitPattern: verdict.number))
            guard let chain = verdict.chain else { return }
            _ = nftnl_set_elem_set_str(
                element, UInt16(NFTNL_SET_ELEM_CHAIN), try NftnlExpression.checked(chain))
        }
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
