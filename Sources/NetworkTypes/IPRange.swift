/// All addresses from one through another of the same family.
public struct IPRange: Hashable, Sendable, LosslessStringConvertible {
    /// The first address.
    public let first: IPAddress
    /// The last address.
    public let last: IPAddress

    /// Addresses from one through another; `nil` for two families, and where the last comes before the first.
    public init?(_ first: IPAddress, _ last: IPAddress) {
        guard first.family == last.family, first <= last else { return nil }
        (self.first, self.last) = (first, last)
    }

    /// The addresses of a network.
    public init(_ prefix: IPPrefix) {
        (first, last) = (prefix.masked.address, prefix.address.filled(after: prefix.length))
    }

    /// The family of the addresses.
    public var family: AddressFamily { first.family }
    /// Whether it is every address of its family.
    public var isEverything: Bool { self == IPRange(.everything(family)) }

    /// Reads an address, a network, or two addresses with a hyphen between them.
    public init?(_ description: String) {
        if let address = IPAddress(description) {
            self.init(address, address)
        } else if let prefix = IPPrefix(description) {
            self.init(prefix)
        } else {
            let ends = description.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = IPAddress(String(ends[0])), let last = IPAddress(String(ends[1])) else {
                return nil
            }
            self.init(first, last)
        }
    }

    /// One address, a network, or both ends.
    public var description: String {
        if first == last { return first.description }
        return prefix.map(\.description) ?? "\(first)-\(last)"
    }

    /// The network whose addresses these are; `nil` where there is none.
    public var prefix: IPPrefix? {
        var length = 0
        for (left, right) in zip(first.bytes, last.bytes) {
            length += (left ^ right).leadingZeroBitCount
            if left != right { break }
        }
        return IPPrefix(address: first, length: length).flatMap { IPRange($0) == self ? $0 : nil }
    }

    /// The addresses in order, with those put together that overlap or follow each other; families apart.
    public static func merged(_ ranges: [IPRange]) -> [IPRange] {
        var merged: [IPRange] = []
        for range in ranges.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            if let last = merged.last, last.family == range.family,
                range.first <= last.last || last.last.successor == range.first
            {
                merged[merged.count - 1] = IPRange(last.first, max(last.last, range.last)) ?? last
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// What is in some ranges and in none of others, in order.
    public static func subtracting(_ holes: [IPRange], from ranges: [IPRange]) -> [IPRange] {
        var rest = merged(ranges)
        for hole in merged(holes) {
            rest = rest.flatMap { range -> [IPRange] in
                guard hole.family == range.family, hole.first <= range.last, hole.last >= range.first else {
                    return [range]
                }
                let before = hole.first.predecessor.flatMap { IPRange(range.first, $0) }
                let after = hole.last.successor.flatMap { IPRange($0, range.last) }
                return [before, after].compactMap { $0 }
            }
        }
        return rest
    }
}

extension IPAddress {
    /// The next address; `nil` after the last.
    public var successor: IPAddress? { neighbour(by: 1, beyond: 0xFF) }
    /// The address before; `nil` before the first.
    public var predecessor: IPAddress? { neighbour(by: 0xFF, beyond: 0) }

    /// The address with one added or taken away, byte by byte from the last: as long as a byte is at its end, the next one changes.
    private func neighbour(by step: UInt8, beyond end: UInt8) -> IPAddress? {
        var bytes = bytes
        for place in bytes.indices.reversed() {
            let wasAtEnd = bytes[place] == end
            bytes[place] &+= step
            if !wasAtEnd { return IPAddress(bytes: bytes) }
        }
        return nil
    }
}
