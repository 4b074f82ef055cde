/// An Ethernet device as its driver tells (ethtool(8)).
public struct KernelEthernet: Hashable, Sendable {
    /// What it is set to and tells; a member that the driver doesn't have is absent.
    public var values: [EthernetMember: EthernetValue]
    /// The names that members can have.
    public var choices: [EthernetMember: [String]]
    /// Which queue a packet goes to; `nil` where the driver doesn't spread them.
    public var hashing: KernelHashing?

    /// A device from its parts.
    public init(
        _ values: [EthernetMember: EthernetValue] = [:], choices: [EthernetMember: [String]] = [:],
        hashing: KernelHashing? = nil
    ) {
        self.values = values
        self.choices = choices
        self.hashing = hashing
    }

    /// What it is set to; `nil` for what the driver doesn't have.
    public subscript(member: EthernetMember) -> EthernetValue? { values[member] }

    /// Reads an answer to a kind of message into the device that it is about.
    ///
    /// - Returns: The device's index, with what the message says.
    static func read(
        _ message: EthernetMessage, _ bytes: borrowing RawSpan, _ payload: Range<Int>,
        _ names: [EthernetWords: [String]]
    ) throws(KernelError) -> (index: UInt32, part: KernelEthernet)? {
        var index: UInt32?
        var part = KernelEthernet()
        var attributes = AttributeCursor(payload)
        while let attribute = try attributes.next(in: bytes) {
            if attribute.type == EthernetHeader.attribute {
                index = try EthernetHeader.index(bytes, attribute)
            } else if let member = EthernetMember.of(message, attribute.type) {
                try part.read(member, bytes, attribute, names)
            }
        }
        return index.map { ($0, part) }
    }

    private mutating func read(
        _ member: EthernetMember, _ bytes: borrowing RawSpan, _ attribute: Attribute, _ names: [EthernetWords: [String]]
    ) throws(KernelError) {
        switch member.format {
        case .uint8: values[member] = .number(UInt32(try bytes.value(UInt8.self, of: attribute)))
        case .uint32: values[member] = .number(try bytes.value(UInt32.self, of: attribute))
        case .word(let words):
            let bit = Int(try bytes.value(UInt32.self, of: attribute))
            values[member] = .words([EthernetBits.word(bit, names[words] ?? [])])
        case .words(let words):
            let bits = try EthernetBits(bytes, attribute)
            values[member] = .words(EthernetBits.words(bits.value, names[words] ?? []))
            if !bits.mask.isEmpty { choices[member] = EthernetBits.words(bits.mask, names[words] ?? []) }
        }
    }

    /// Adds what another message says of the device.
    mutating func add(_ part: KernelEthernet) {
        values.merge(part.values) { $1 }
        choices.merge(part.choices) { $1 }
    }
}
