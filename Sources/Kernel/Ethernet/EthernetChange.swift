/// One change of an Ethernet device: what one message or, for the spreading of packets, a few calls set.
public enum EthernetChange: Hashable, Sendable {
    /// What one message sets.
    case message(EthernetMessage, EthernetAttributes)
    /// Which queue packets go to.
    case hashing(HashingChange)
}

/// What a message sets; what isn't named stays.
public struct EthernetAttributes: Hashable, Sendable {
    /// Numbers, switches and choices.
    public var numbers: [EthernetMember: UInt32]
    /// Names to turn on and off.
    public var words: [EthernetMember: [String: Bool]]

    /// Attributes from their parts.
    public init(numbers: [EthernetMember: UInt32] = [:], words: [EthernetMember: [String: Bool]] = [:]) {
        self.numbers = numbers
        self.words = words
    }

    /// Whether nothing is set.
    public var isEmpty: Bool { numbers.isEmpty && words.isEmpty }

    /// Appends the attributes in their order, so that the same make the same message.
    func write(to writer: inout MessageWriter) {
        for (member, number) in numbers.sorted(by: { $0.key.attribute < $1.key.attribute }) {
            if member.format == .uint8 {
                writer.put(member.attribute, value: UInt8(truncatingIfNeeded: number))
            } else {
                writer.put(member.attribute, value: number)
            }
        }
        for (member, bits) in words.sorted(by: { $0.key.attribute < $1.key.attribute }) {
            EthernetBits.write(member.attribute, bits, to: &writer)
        }
    }
}

/// What is changed of the way in which packets are spread; what is absent stays.
public struct HashingChange: Hashable, Sendable {
    /// The queue for each value of the hash, as many as the device has; an empty list is the driver's own.
    public var table: [UInt32]?
    /// The key, as long as the device's.
    public var key: [UInt8]?
    /// The hash.
    public var function: HashFunction?
    /// What of a packet is hashed.
    public var fields: [HashedFlow: HashedFields]

    /// A change from its parts.
    public init(
        table: [UInt32]? = nil, key: [UInt8]? = nil, function: HashFunction? = nil,
        fields: [HashedFlow: HashedFields] = [:]
    ) {
        (self.table, self.key, self.function, self.fields) = (table, key, function, fields)
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { table == nil && key == nil && function == nil && fields.isEmpty }
}
