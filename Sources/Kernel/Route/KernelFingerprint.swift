import CMnl
import NetworkTypes

/// What tells one state of the kernel's links, addresses, routes and rules from another.
///
/// A checksum (FNV-1a of each object, added up, so that the order doesn't count): two states with one fingerprint are the
/// same but for 1 in 2⁶⁴.
public struct KernelFingerprint: Hashable, Sendable, CustomStringConvertible {
    private var sum: UInt64 = 0

    /// Sixteen hexadecimal digits at most.
    public var description: String { String(sum, radix: 16) }

    mutating func add(_ object: UInt64) { sum &+= object }

    /// Adds a WireGuard link: what everybody may know of it, without where peers are at the moment.
    mutating func add(_ tunnel: KernelWireGuard, of link: UInt32) {
        let head = "\(link) \(tunnel.publicKey?.description ?? "") \(tunnel.listenPort) \(tunnel.firewallMark)"
        add(Self.checksum(head))
        for peer in tunnel.peers {
            let networks = peer.allowedIPs.map(\.description).sorted().joined(separator: " ")
            let isShared = peer.presharedKey != nil
            add(Self.checksum("\(link) \(peer.publicKey) \(isShared) \(peer.keepalive) \(networks)"))
        }
    }

    /// The checksum of a text.
    static func checksum(_ text: String) -> UInt64 { checksum(offset, text.utf8) }

    /// The checksum of a message, without the attribute that counts and ages by itself.
    static func checksum(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>, header: Int, without ageing: Int?
    ) throws(KernelError) -> UInt64 {
        let start = payload.lowerBound..<min(payload.lowerBound + header, payload.upperBound)
        var hash = checksum(offset, bytes.array(of: start))
        var attributes = AttributeCursor(payload, skipping: header)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type != ageing else { continue }
            hash = (hash ^ UInt64(attribute.rawType)) &* prime
            hash = checksum(hash, bytes.array(of: attribute.payload))
        }
        return hash
    }

    private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325
    private static let prime: UInt64 = 0x100_0000_01B3

    private static func checksum(_ start: UInt64, _ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* prime }
    }
}
