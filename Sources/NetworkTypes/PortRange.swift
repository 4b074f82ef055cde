/// A port, or all ports from one to another: `80`, `8000-9000`.
public struct PortRange: Hashable, Sendable, LosslessStringConvertible {
    /// The first port.
    public let lo: UInt16
    /// The last port.
    public let hi: UInt16

    /// The ports from one to another; `nil` where the last comes before the first.
    public init?(_ lo: UInt16, _ hi: UInt16) {
        guard lo <= hi else { return nil }
        (self.lo, self.hi) = (lo, hi)
    }

    /// One port.
    public init(_ port: UInt16) { (lo, hi) = (port, port) }

    /// Reads a number, or two with a hyphen between them.
    public init?(_ description: String) {
        let ends = description.split(separator: "-", omittingEmptySubsequences: false)
        let ports = ends.compactMap { end in
            (1...5).contains(end.utf8.count) && end.utf8.allSatisfy { (48...57).contains($0) } ? UInt16(end) : nil
        }
        guard let first = ports.first, let last = ports.last, ports.count == ends.count, ports.count <= 2 else {
            return nil
        }
        self.init(first, last)
    }

    /// The number, or both with a hyphen.
    public var description: String { lo == hi ? String(lo) : "\(lo)-\(hi)" }

    /// The same ports in order, with those put together that overlap or follow each other.
    public static func merged(_ ranges: [PortRange]) -> [PortRange] {
        var merged: [PortRange] = []
        for range in ranges.sorted(by: { ($0.lo, $0.hi) < ($1.lo, $1.hi) }) {
            if let last = merged.last, Int(range.lo) <= Int(last.hi) + 1 {
                merged[merged.count - 1] = PortRange(last.lo, max(last.hi, range.hi)) ?? last
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
