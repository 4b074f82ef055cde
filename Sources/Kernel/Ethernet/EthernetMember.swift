import CMnl

/// One thing that an Ethernet device is set to or tells, and which message has it where (`linux/ethtool_netlink.h`).
public struct EthernetMember: Sendable {
    /// What it is called, with the part that it belongs to, such as `rings.rx`; no two are called the same.
    public let name: String
    /// The kind of message.
    public let message: EthernetMessage
    let attribute: Int
    let format: Format

    /// How its value is written.
    enum Format: Hashable, Sendable {
        case uint8
        case uint32
        /// A bit set, whose bits have names.
        case words(EthernetWords)
        /// The number of a bit.
        case word(EthernetWords)
    }

    init(_ name: String, _ message: EthernetMessage, _ attribute: Int, _ format: Format) {
        (self.name, self.message, self.attribute, self.format) = (name, message, attribute, format)
    }
}

extension EthernetMember: Hashable {
    /// By name.
    public static func == (left: EthernetMember, right: EthernetMember) -> Bool { left.name == right.name }
    /// By name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a member is set to.
public enum EthernetValue: Hashable, Sendable {
    /// A number, a switch (0 or 1), or a choice by the kernel's number for it.
    case number(UInt32)
    /// The names of the bits that are set, in the kernel's order.
    case words([String])

    /// The number, if it is one.
    public var number: UInt32? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The names, if it has some.
    public var words: [String]? {
        guard case .words(let words) = self else { return nil }
        return words
    }
}

extension EthernetMember {
    /// Every member: the one list to add a kind of message's to.
    static let all = link + features + rings + channels + coalescing + options

    /// Every member by the kind of message and the attribute that holds it.
    private static let table: [EthernetMessage: [Int: EthernetMember]] = Dictionary(grouping: all, by: \.message)
        .mapValues { Dictionary($0.map { ($0.attribute, $0) }) { $1 } }

    /// What an attribute of a message says.
    static func of(_ message: EthernetMessage, _ attribute: Int) -> EthernetMember? { table[message]?[attribute] }
}
