import CNftnl
import Glibc
import NetworkTypes

/// What the library has read of an element.
struct NfTablesElementReading {
    /// Its value, or the first after a range's last.
    let key: [UInt8]
    /// Whether a range ends before it.
    let isEnd: Bool
    private let value: NfTablesSet.Value?
    private let expiry: Int64?

    /// `nil` for one without a key, which the kernel doesn't send.
    init?(_ element: OpaquePointer, now: Int64) {
        guard let key = Self.bytes(element, NFTNL_SET_ELEM_KEY) else { return nil }
        self.key = key
        isEnd = Self.number(element, NFTNL_SET_ELEM_FLAGS) & NFT_SET_ELEM_INTERVAL_END.rawValue != 0
        value = Self.value(element)
        expiry = Self.expiry(element, now: now)
    }

    /// The element; `last` is that of a range.
    func element(through last: [UInt8]?) -> NfTablesSet.Element {
        var element = NfTablesSet.Element(key, through: last)
        (element.value, element.expiry) = (value, expiry)
        return element
    }

    private static func has(_ element: OpaquePointer, _ attribute: Int) -> Bool {
        nftnl_set_elem_is_set(element, UInt16(attribute))
    }

    private static func number(_ element: OpaquePointer, _ attribute: Int) -> UInt32 {
        has(element, attribute) ? nftnl_set_elem_get_u32(element, UInt16(attribute)) : 0
    }

    private static func bytes(_ element: OpaquePointer, _ attribute: Int) -> [UInt8]? {
        var length: UInt32 = 0
        guard has(element, attribute), let start = nftnl_set_elem_get(element, UInt16(attribute), &length) else {
            return nil
        }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }

    private static func value(_ element: OpaquePointer) -> NfTablesSet.Value? {
        guard has(element, NFTNL_SET_ELEM_VERDICT) else {
            return bytes(element, NFTNL_SET_ELEM_DATA).map { .bytes($0) }
        }
        let chain =
            has(element, NFTNL_SET_ELEM_CHAIN)
            ? nftnl_set_elem_get_str(element, UInt16(NFTNL_SET_ELEM_CHAIN)).map { String(cString: $0) } : nil
        return NfTablesVerdict(Int32(bitPattern: number(element, NFTNL_SET_ELEM_VERDICT)), chain: chain ?? "").map {
            .verdict($0)
        }
    }

    /// How far the end that is kept with an element may be from what the kernel counts down to, in milliseconds.
    private static let tolerance: Int64 = 5_000

    /// The end that was asked for, as long as the kernel means the same.
    private static func expiry(_ element: OpaquePointer, now: Int64) -> Int64? {
        guard has(element, NFTNL_SET_ELEM_EXPIRATION) else { return nil }
        let rest = nftnl_set_elem_get_u64(element, UInt16(NFTNL_SET_ELEM_EXPIRATION))
        let end = now.addingReportingOverflow(Int64(clamping: rest)).partialValue
        guard let asked = bytes(element, NFTNL_SET_ELEM_USERDATA).flatMap(asked),
            asked.distance(to: end).magnitude < tolerance
        else { return end }
        return asked
    }

    private static func asked(in note: [UInt8]) -> Int64? {
        guard note.count == 10, note[0] == NfTablesSet.expiryType, note[1] == 8 else { return nil }
        return note[2...].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}
