import CMnl

/// Names that the kernel gives the bits of a set (`ETH_SS_*`, `linux/ethtool.h`).
enum EthernetWords: Hashable, Sendable, CaseIterable {
    case features
    case linkModes
    case wakeOnLAN

    private var number: UInt32 {
        switch self {
        case .features: UInt32(ETH_SS_FEATURES.rawValue)
        case .linkModes: UInt32(ETH_SS_LINK_MODES.rawValue)
        case .wakeOnLAN: UInt32(ETH_SS_WOL_MODES.rawValue)
        }
    }

    /// Appends the question for the names.
    func write(to writer: inout MessageWriter) {
        EthernetHeader.write(nil, 0, to: &writer)
        writer.nest(Int(ETHTOOL_A_STRSET_STRINGSETS)) { sets in
            sets.nest(Int(ETHTOOL_A_STRINGSETS_STRINGSET)) { $0.put(Int(ETHTOOL_A_STRINGSET_ID), value: number) }
        }
    }

    /// Reads the answer: the names by the number of the bit.
    static func read(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> [String]? {
        var words: [String] = []
        for string in try strings(bytes, payload, [ETHTOOL_A_STRSET_STRINGSETS, ETHTOOL_A_STRINGSETS_STRINGSET]) {
            var (index, text) = (0, "")
            var attributes = AttributeCursor(nestedIn: string)
            while let attribute = try attributes.next(in: bytes) {
                switch attribute.type {
                case Int(ETHTOOL_A_STRING_INDEX): index = Int(try bytes.value(UInt32.self, of: attribute))
                case Int(ETHTOOL_A_STRING_VALUE): text = bytes.string(of: attribute)
                default: break
                }
            }
            guard index < Limit.ethernetWords else { throw .malformed("a name for bit \(index)") }
            while words.count <= index { words.append("") }
            words[index] = text
        }
        return words
    }

    /// The nests that each hold a name, below a path of nests.
    private static func strings(
        _ bytes: borrowing RawSpan, _ range: Range<Int>, _ path: [Int]
    ) throws(KernelError) -> [Attribute] {
        let wanted = path.first ?? Int(ETHTOOL_A_STRINGSET_STRINGS)
        var found: [Attribute] = []
        var attributes = AttributeCursor(range)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == wanted else { continue }
            guard path.isEmpty else {
                found += try strings(bytes, attribute.payload, Array(path.dropFirst()))
                continue
            }
            var strings = AttributeCursor(nestedIn: attribute)
            while let string = try strings.next(in: bytes) { found.append(string) }
        }
        return found
    }
}

/// A set of named bits in its short form (`ETHTOOL_FLAG_COMPACT_BITSETS`).
struct EthernetBits {
    /// The bits that are set.
    private(set) var value: [UInt32] = []
    /// The bits that can be; empty where all bits are listed that are set.
    private(set) var mask: [UInt32] = []

    /// Reads `ETHTOOL_A_BITSET_*`.
    init(_ bytes: borrowing RawSpan, _ attribute: Attribute) throws(KernelError) {
        var attributes = AttributeCursor(nestedIn: attribute)
        while let part = try attributes.next(in: bytes) {
            switch part.type {
            case Int(ETHTOOL_A_BITSET_VALUE): value = bytes.numbers(in: part.payload)
            case Int(ETHTOOL_A_BITSET_MASK): mask = bytes.numbers(in: part.payload)
            default: break
            }
        }
    }

    /// The names of the bits that are set in some numbers; a bit without a name is called by its number.
    static func words(_ numbers: [UInt32], _ names: [String]) -> [String] {
        var words: [String] = []
        for (place, number) in numbers.enumerated() where number != 0 {
            for bit in 0..<32 where number & (1 << UInt32(bit)) != 0 { words.append(word(place * 32 + bit, names)) }
        }
        return words
    }

    /// The name of a bit.
    static func word(_ bit: Int, _ names: [String]) -> String {
        bit < names.count && !names[bit].isEmpty ? names[bit] : "bit \(bit)"
    }

    /// Appends bits to turn on and off; those that aren't named stay.
    static func write(_ type: Int, _ bits: [String: Bool], to writer: inout MessageWriter) {
        writer.nest(type) { set in
            set.nest(Int(ETHTOOL_A_BITSET_BITS)) { list in
                for (name, isOn) in bits.sorted(by: { $0.key < $1.key }) {
                    list.nest(Int(ETHTOOL_A_BITSET_BITS_BIT)) { bit in
                        bit.put(Int(ETHTOOL_A_BITSET_BIT_NAME), string: name)
                        if isOn { bit.put(Int(ETHTOOL_A_BITSET_BIT_VALUE), []) }
                    }
                }
            }
        }
    }
}

extension RawSpan {
    /// Numbers of 32 bits in host order, one after the other.
    fileprivate func numbers(in range: Range<Int>) -> [UInt32] {
        stride(from: range.lowerBound, to: range.upperBound, by: 4).compactMap { load(UInt32.self, at: $0, in: range) }
    }
}
