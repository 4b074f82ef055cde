import FlowSupport
import Glibc

/// What somebody else does to an Ethernet device: by ethtool(8), or by the bare request where Debian's doesn't know it.
enum EthernetHarm: Sendable {
    /// What follows `ethtool`.
    case ethtool(String)
    /// `ETHTOOL_MSG_RINGS_SET` with one attribute.
    case rings(RingsAttribute, Value)
    /// `ETHTOOL_MSG_COALESCE_SET` with one attribute.
    case coalescing(CoalescingAttribute, Value)
    /// `ETHTOOL_SRXFH`, by the kernel's numbers for flow and fields.
    case hashing(flow: UInt32, fields: UInt64)

    /// `ETHTOOL_A_RINGS_*` (`linux/ethtool_netlink.h`).
    enum RingsAttribute: UInt16 {
        case tcpDataSplit = 11
        case rxPush = 14
        case txPushBufferLength = 15
    }

    /// `ETHTOOL_A_COALESCE_*`.
    enum CoalescingAttribute: UInt16 {
        case txAggregatedBytes = 26
        case txAggregatedFrames = 27
        case txAggregationTime = 28
    }

    /// As the kernel wants an attribute's value.
    enum Value {
        case byte(UInt8)
        case number(UInt32)

        fileprivate var bytes: [UInt8] {
            switch self {
            case .byte(let byte): [byte]
            case .number(let number): RawNetlink.bytes(number)
            }
        }
    }

    /// Does it to a link.
    ///
    /// - Throws: What the kernel says when it refuses.
    func happen(to link: String, on host: Host) async throws {
        switch self {
        case .ethtool(let words): try await host.tool("ethtool \(words)")
        case .rings(let attribute, let value):
            try await Self.send(16, RawNetlink.attribute(attribute.rawValue, value.bytes), to: link, on: host)
        case .coalescing(let attribute, let value):
            try await Self.send(20, RawNetlink.attribute(attribute.rawValue, value.bytes), to: link, on: host)
        case .hashing(let flow, let fields):
            let argument = RawNetlink.bytes(UInt32(0x2A)) + RawNetlink.bytes(flow) + RawNetlink.bytes(fields)
            try await host.inside { try Self.call(link, argument) }
        }
    }

    /// Sends a message of ethtool's family, and waits for the answer.
    private static func send(_ command: UInt8, _ attribute: [UInt8], to link: String, on host: Host) async throws {
        let families = NetlinkTap.families(try await host.tool("genl ctrl list"))
        guard let family = families.first(where: { $0.value == "ethtool" })?.key else {
            throw FlowError("the kernel doesn't speak ethtool's messages")
        }
        // ETHTOOL_A_HEADER_DEV_NAME, in a header that is nested (NLA_F_NESTED).
        let header = RawNetlink.attribute(0x8001, RawNetlink.attribute(2, Array(link.utf8) + [0]))
        try await host.inside {
            _ = try RawNetlink.request(.generic, type: UInt16(family), [command, 1, 0, 0] + header + attribute)
        }
    }

    /// Makes a call of a driver (`SIOCETHTOOL`) in the namespace of the thread.
    private static func call(_ link: String, _ argument: [UInt8]) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC, 0)
        defer { close(descriptor) }
        var argument = argument
        let result = argument.withUnsafeMutableBytes { argument in
            // struct ifreq: the name, then the argument's address in a union.
            var request = [UInt8](repeating: 0, count: 40)
            request.withUnsafeMutableBytes { request in
                request.copyBytes(from: link.utf8.prefix(15))
                request.storeBytes(of: UInt(bitPattern: argument.baseAddress), toByteOffset: 16, as: UInt.self)
            }
            return ioctl(descriptor, 0x8946, &request)
        }
        guard result == 0 else { throw FlowError("SIOCETHTOOL: errno \(errno)") }
    }
}

extension EthernetHarm: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { self = .ethtool(value) }
}
