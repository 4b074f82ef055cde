import Glibc

/// An IP packet as a test sends it; addresses as texts of one family.
struct TrialPacket: Hashable, CustomStringConvertible {
    var source: String
    var destination: String
    var `protocol`: UInt8 = 6
    var sourcePort: UInt16 = 40_000
    var destinationPort: UInt16 = 80
    /// The type of an ICMP message.
    var icmpType: UInt8 = 8
    /// How large segments may be, as a SYN says; it says nothing where this is `nil`.
    var segmentSize: UInt16?
    /// Whether it is a segment of TCP without flags, which no connection has.
    var isInvalid = false
    /// Whether it is an ICMP message about a packet of UDP that came the other way, from its `destinationPort` to its `sourcePort`.
    var isAboutAnother = false

    var isInet6: Bool { source.contains(":") }
    var isICMP: Bool { `protocol` == 1 || `protocol` == 58 }

    var description: String {
        isICMP
            ? "\(`protocol`) type \(icmpType) from \(source) to \(destination)"
            : "\(`protocol`) from \(source) port \(sourcePort) to \(destination) port \(destinationPort)"
    }

    /// A packet of UDP the other way.
    var answer: TrialPacket {
        var answer = self
        (answer.source, answer.destination) = (destination, source)
        (answer.sourcePort, answer.destinationPort) = (destinationPort, sourcePort)
        return answer
    }

    /// What the receiver of a packet of UDP says when it has no use for it.
    var complaint: TrialPacket {
        var complaint = answer
        (complaint.protocol, complaint.icmpType) = isInet6 ? (58, 1) : (1, 3)
        complaint.isAboutAnother = true
        return complaint
    }

    /// The packet with its IP header, and a payload by which it is known again.
    func bytes(_ payload: [UInt8]) -> [UInt8] {
        let segment = checked(header + payload)
        return lead(before: segment.count) + segment
    }

    /// The header of IP; of IPv4's checksum the kernel takes care.
    private func lead(before length: Int) -> [UInt8] {
        let start: [UInt8] =
            isInet6
            ? [0x60, 0, 0, 0] + Self.big(UInt16(length)) + [`protocol`, 64]
            : [0x45, 0] + Self.big(UInt16(20 + length)) + [0, 0, 0, 0, 64, `protocol`, 0, 0]
        return start + Self.address(source) + Self.address(destination)
    }

    private static func big(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xFF)] }

    /// An address in network order; nothing where it is none.
    static func address(_ text: String) -> [UInt8] {
        let isInet6 = text.contains(":")
        var bytes = [UInt8](repeating: 0, count: isInet6 ? 16 : 4)
        return inet_pton(isInet6 ? AF_INET6 : AF_INET, text, &bytes) == 1 ? bytes : []
    }

    private var header: [UInt8] {
        let ports = Self.big(sourcePort) + Self.big(destinationPort)
        if isAboutAnother {
            var other = answer
            other.protocol = 17
            other.isAboutAnother = false
            return [icmpType, isInet6 ? 4 : 3, 0, 0, 0, 0, 0, 0] + other.lead(before: 8 + Self.payloadLength)
                + other.header
        }
        return switch `protocol` {
        // A SYN; the window is 1024.
        case 6:
            ports + [0, 0, 0, 1, 0, 0, 0, 0, segmentSize == nil ? 0x50 : 0x60, isInvalid ? 0 : 2, 4, 0, 0, 0, 0, 0]
                + (segmentSize.map { [2, 4] + Self.big($0) } ?? [])
        case 17: ports + Self.big(UInt16(8 + Self.payloadLength)) + [0, 0]
        default: [icmpType, 0, 0, 0] + Self.big(sourcePort) + [0, 1]
        }
    }

    static let payloadLength = 8

    private func checked(_ segment: [UInt8]) -> [UInt8] {
        var segment = segment
        let place = `protocol` == 6 ? 16 : `protocol` == 17 ? 6 : 2
        var sum = UInt32(0)
        func add(_ bytes: [UInt8]) {
            for index in stride(from: 0, to: bytes.count, by: 2) {
                sum += UInt32(bytes[index]) << 8 | UInt32(index + 1 < bytes.count ? bytes[index + 1] : 0)
            }
        }
        add(segment)
        if `protocol` != 1 {
            add(Self.address(source) + Self.address(destination) + [0, `protocol`] + Self.big(UInt16(segment.count)))
        }
        while sum >> 16 != 0 { sum = sum & 0xFFFF + sum >> 16 }
        segment.replaceSubrange(place..<place + 2, with: Self.big(~UInt16(sum)))
        return segment
    }
}
