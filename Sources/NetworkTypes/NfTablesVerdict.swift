/// What becomes of a packet (`enum nft_verdicts`, `linux/netfilter.h`).
public enum NfTablesVerdict: Hashable, Sendable, LosslessStringConvertible {
    /// It goes on; chains of the same hook with a later priority still see it.
    case accept
    /// It ends here.
    case drop
    /// The rules of another chain come next, and then those after this one.
    case jump(String)
    /// The rules of another chain come next, and then those after the jump that led here.
    case goto(String)
    /// Back to the chain that jumped here.
    case `return`

    /// Reads `accept`, `drop`, `return`, `jump web` or `goto web`.
    public init?(_ description: String) {
        let words = description.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        switch (words.first, words.count) {
        case ("accept", 1): self = .accept
        case ("drop", 1): self = .drop
        case ("return", 1): self = .return
        case ("jump", 2): self = .jump(words[1])
        case ("goto", 2): self = .goto(words[1])
        default: return nil
        }
    }

    /// As nft(8) has it.
    public var description: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .return: "return"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        }
    }

    /// The chain that it leads to.
    public var chain: String? {
        switch self {
        case .jump(let chain), .goto(let chain): chain
        case .accept, .drop, .return: nil
        }
    }
}
