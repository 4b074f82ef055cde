/// The place of a chain among those of its hook, the smallest first (`enum nf_ip_hook_priorities`, `linux/netfilter_ipv4.h`).
///
/// Every number prints: by its name, as a name with what is added to it, or as it is; and each text parses back to its number.
public struct NfTablesPriority: Hashable, Sendable, LosslessStringConvertible {
    /// The kernel's number.
    public let rawValue: Int32

    /// Wraps a number.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// Where most filters are.
    public static let filter = NfTablesPriority(rawValue: 0)

    /// The names that print, by their numbers.
    public static let names: [(number: Int32, name: String)] = [
        (.min, "first"), (-400, "conntrack-defrag"), (-300, "raw"), (-225, "selinux-first"), (-200, "conntrack"),
        (-150, "mangle"), (-100, "nat-dest"), (0, "filter"), (50, "security"), (100, "nat-source"),
        (225, "selinux-last"), (300, "conntrack-helper"), (.max, "last"),
    ]

    /// What nft(8) calls two of them.
    private static let aliases: [(number: Int32, name: String)] = [(-100, "dstnat"), (100, "srcnat")]

    /// Up to how far from a name it is part of the text, as in nft(8).
    private static let reach: Int64 = 10

    /// Reads a name, a name with a number added to it or taken from it (`filter+10`, `filter - 10`), or a number.
    public init?(_ description: String) {
        let text = String(description.filter { $0 != " " })
        if let number = Int32(signed: text) {
            self.init(rawValue: number)
            return
        }
        let known = (Self.names + Self.aliases).filter { text.hasPrefix($0.name) }
        guard let base = known.max(by: { $0.name.utf8.count < $1.name.utf8.count }) else { return nil }
        let rest = text.dropFirst(base.name.count)
        if rest.isEmpty {
            self.init(rawValue: base.number)
            return
        }
        // A sign must be there: `filter10` is no name of anything.
        guard rest.first == "+" || rest.first == "-", let difference = Int32(signed: String(rest)) else { return nil }
        let (sum, overflow) = base.number.addingReportingOverflow(difference)
        guard !overflow else { return nil }
        self.init(rawValue: sum)
    }

    /// The name, a name with at most ten more or less, or the number.
    public var description: String {
        let distances = Self.names.map { (name: $0.name, difference: Int64(rawValue) - Int64($0.number)) }
        guard let nearest = distances.min(by: { abs($0.difference) < abs($1.difference) }),
            abs(nearest.difference) <= Self.reach
        else { return String(rawValue) }
        if nearest.difference == 0 { return nearest.name }
        return nearest.difference > 0
            ? "\(nearest.name)+\(nearest.difference)" : "\(nearest.name)\(nearest.difference)"
    }
}

extension NfTablesPriority: Comparable {
    /// By number: the smaller comes first.
    public static func < (left: NfTablesPriority, right: NfTablesPriority) -> Bool { left.rawValue < right.rawValue }
}

extension Int32 {
    /// Reads decimal digits after a sign perhaps.
    fileprivate init?(signed text: String) {
        let digits = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        guard (1...10).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
