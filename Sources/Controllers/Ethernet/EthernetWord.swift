import Kernel
import Resources

/// A word that stands for a bit of the kernel's.
protocol EthernetWord: Hashable, Sendable {
    /// From a spec; `nil` for what isn't one.
    init?(word: String)
    /// From the kernel; `nil` for a bit that means something else.
    init?(kernelWord: String)
    /// As a spec has it.
    var word: String { get }
    /// The kernel's name of the bit.
    var kernelWord: String { get }
}

extension EthernetWord {
    /// A list in the order in which lists are compared: each once, sorted.
    static func json(_ words: [Self]) -> JSON { .array(Set(words.map(\.word)).sorted().map { .string($0) }) }

    /// The words of a list.
    static func words(_ json: JSON) -> [Self] { (json.elements ?? []).compactMap { $0.text.flatMap(Self.init(word:)) } }
}

/// A link mode such as `1000baseT/Full`: among them the kernel keeps ports, pausing and error correction, which aren't modes.
extension String: EthernetWord {
    init?(word: String) { self = word }
    init?(kernelWord: String) {
        guard kernelWord.contains("base") else { return nil }
        self = kernelWord
    }
    var word: String { self }
    var kernelWord: String { self }
}

extension WakeOnLANMode: EthernetWord {
    init?(word: String) { self.init(rawValue: word) }
    init?(kernelWord: String) { self.init(rawValue: Self.kernelWords[kernelWord] ?? kernelWord) }
    var word: String { rawValue }
    var kernelWord: String { Self.kernelWords.first { $0.value == rawValue }?.key ?? rawValue }

    /// Where the kernel says it otherwise (`wol_mode_names`, `net/ethtool/common.c`).
    private static let kernelWords = ["ucast": "unicast", "mcast": "multicast", "bcast": "broadcast"]
}

extension EthernetFEC.Mode: EthernetWord {
    init?(word: String) { self.init(rawValue: word) }
    init?(kernelWord: String) {
        guard let mode = Self.allCases.first(where: { $0.kernelWord == kernelWord }) else { return nil }
        self = mode
    }
    var word: String { rawValue }
    /// As `link_mode_names` (`net/ethtool/common.c`) has it.
    var kernelWord: String { self == .off ? "None" : rawValue.uppercased() }
}

/// One of a fixed set of words for which ethtool's messages have numbers.
protocol EthernetChoice: ChoiceValue {
    var kernelNumber: UInt32 { get }
}

extension EthernetChoice {
    init?(kernelNumber: UInt32) {
        guard let choice = Self.allCases.first(where: { $0.kernelNumber == kernelNumber }) else { return nil }
        self = choice
    }

    /// As a spec or the ledger has it.
    init?(json: JSON) {
        guard let text = json.text else { return nil }
        self.init(rawValue: text)
    }
}

extension EthernetDuplex: EthernetChoice {
    /// `DUPLEX_*`.
    var kernelNumber: UInt32 {
        switch self {
        case .half: 0
        case .full: 1
        case .unknown: 0xFF
        }
    }
}

extension EthernetClock: EthernetChoice {
    /// `MASTER_SLAVE_CFG_*`.
    var kernelNumber: UInt32 {
        switch self {
        case .preferredMaster: 2
        case .preferredSlave: 3
        case .forcedMaster: 4
        case .forcedSlave: 5
        }
    }
}

extension EthernetPort: EthernetChoice {
    /// `PORT_*`.
    var kernelNumber: UInt32 {
        switch self {
        case .twistedPair: 0
        case .aui: 1
        case .mii: 2
        case .fibre: 3
        case .bnc: 4
        case .directAttach: 5
        case .none: 0xEF
        case .other: 0xFF
        }
    }
}
