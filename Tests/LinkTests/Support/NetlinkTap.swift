import FlowSupport
import Glibc

/// Hears every request that programs on a host make to its kernel over netlink, from its making on (nlmon).
///
/// Events tell of changes; this tells of attempts too: setting what is set already has no event.
final class NetlinkTap: Sendable {
    /// `linux/netlink.h` and `linux/genetlink.h`.
    private enum Family {
        static let route: UInt16 = 0
        static let sockDiag: UInt16 = 4
        static let netfilter: UInt16 = 12
        static let generic: UInt16 = 16
    }

    private static let linkName = "nlmon0"
    /// struct sockaddr_ll (packet(7)): family, protocol in network order, index, and 12 bytes more.
    private static let addressSize = 20

    private let descriptor: Int32
    private let host: Host
    /// The generic families by their numbers.
    private let families: [Int: String]

    init(_ host: Host) async throws {
        self.host = host
        try await host.ip("link add \(Self.linkName) up type nlmon")
        guard let index = try await host.index(Self.linkName) else { throw FlowError("there is no \(Self.linkName)") }
        families = Self.families(try await host.tool("genl ctrl list"))
        descriptor = try await host.inside { try Self.listen(on: Int32(index)) }
    }

    deinit { close(descriptor) }

    /// Stops: nothing is heard any more.
    func remove() async throws { try await host.ip("link delete \(Self.linkName)") }

    /// What was asked of the kernel since the last call that isn't a mere question, in words.
    func writes() throws -> [String] {
        var writes: [String] = []
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            var sender = [UInt8](repeating: 0, count: Self.addressSize)
            var size = socklen_t(Self.addressSize)
            let count = sender.withUnsafeMutableBytes { buffer in
                recvfrom(
                    descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT),
                    buffer.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
            }
            guard count > 0 else {
                guard count < 0, errno == EAGAIN else { throw FlowError("the tap: errno \(errno)") }
                return writes
            }
            writes += self.writes(in: bytes[..<count], family: UInt16(sender[2]) << 8 | UInt16(sender[3]))
        }
    }

    private func writes(in bytes: ArraySlice<UInt8>, family: UInt16) -> [String] {
        var found: [String] = []
        var offset = bytes.startIndex
        func number(_ place: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(bytes[offset + place + $1]) << (8 * $1) }
        }
        // struct nlmsghdr: length, type, flags (NLM_F_REQUEST is 1), sequence, port.
        while offset + 20 <= bytes.endIndex {
            let (length, type, flags) = (number(0, 4), number(4, 2), number(6, 2))
            guard length >= 16, offset + length <= bytes.endIndex else { break }
            // `ip link` first tries what the kernel understands, with an RTM_NEWLINK of no link and without attributes.
            let isProbe = family == Family.route && type == 16 && length == 32 && number(20, 4) == 0
            if flags & 1 == 1, type >= 16, !isProbe, let words = describe(family, type, command: number(16, 1)) {
                found.append("\(words): \(bytes[offset..<offset + min(length, 160)].map { Self.hex($0) }.joined())")
            }
            offset += (length + 3) & ~3
        }
        return found
    }

    /// A request in words; `nil` for a question.
    private func describe(_ family: UInt16, _ type: Int, command: Int) -> String? {
        switch family {
        case Family.route:
            // Four numbers for each kind of object: NEW, DEL, GET, SET (rtnetlink(7)).
            return type % 4 == 2 ? nil : "rtnetlink \(type)"
        case Family.sockDiag: return nil
        case Family.netfilter where type >> 8 == Self.nfTables && Self.nfTablesQuestions.contains(type & 0xFF):
            return nil
        case Family.generic:
            let name = families[type] ?? "\(type)"
            return Self.questions[name]?.contains(command) == true ? nil : "\(name) \(command)"
        default: return "netlink \(family), \(type)"
        }
    }

    /// The commands that only ask: CTRL_CMD_GETFAMILY and GETPOLICY; ETHTOOL_MSG_*_GET; WG_CMD_GET_DEVICE.
    private static let questions: [String: Set<Int>] = [
        "nlctrl": [3, 10], "wireguard": [0],
        "ethtool": [1, 2, 4, 6, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 28, 29, 31, 32, 33, 34, 36, 38, 39, 41, 42, 45],
    ]

    /// NFNL_SUBSYS_NFTABLES, `linux/netfilter/nfnetlink.h`.
    private static let nfTables = 10
    /// NFT_MSG_GET* of tables, chains, rules, sets, elements, the generation, objects and flowtables
    /// (`linux/netfilter/nf_tables.h`).
    private static let nfTablesQuestions: Set<Int> = [1, 4, 7, 10, 13, 16, 19, 23]

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    /// Reads `genl ctrl list`: a line with the name, then one with the number.
    static func families(_ text: String) -> [Int: String] {
        var families: [Int: String] = [:]
        var name = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map { $0.trimmingPrefix("\t") }
            if words.first == "Name:", words.count > 1 { name = String(words[1]) }
            if words.first == "ID:", words.count > 1, let number = Int(words[1].dropFirst(2), radix: 16) {
                families[number] = name
            }
        }
        return families
    }

    private static func listen(on index: Int32) throws -> Int32 {
        let descriptor = socket(AF_PACKET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw FlowError("socket(AF_PACKET): errno \(errno)") }
        var room: Int32 = 16 << 20
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &room, socklen_t(MemoryLayout<Int32>.size))
        // ETH_P_ALL of linux/if_ether.h, in network order.
        var address = [UInt8](repeating: 0, count: addressSize)
        address.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt16(AF_PACKET), as: UInt16.self)
            bytes.storeBytes(of: UInt16(3).bigEndian, toByteOffset: 2, as: UInt16.self)
            bytes.storeBytes(of: index, toByteOffset: 4, as: Int32.self)
        }
        let bound = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(addressSize)) }
        }
        guard bound == 0 else {
            close(descriptor)
            throw FlowError("bind to the tap: errno \(errno)")
        }
        return descriptor
    }
}
