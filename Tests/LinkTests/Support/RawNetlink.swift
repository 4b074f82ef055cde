import FlowSupport
import Glibc

/// Bare netlink messages, for what the programs of Debian don't know of yet (`linux/netlink.h`).
enum RawNetlink {
    /// `NETLINK_ROUTE` and `NETLINK_GENERIC`.
    enum Family: Int32 {
        case route = 0
        case generic = 16
    }

    /// Sends a request to the kernel of the thread's namespace, and gives the first message of the answer without its header;
    /// nothing for an acknowledgement.
    ///
    /// - Throws: What the kernel answers when it refuses.
    static func request(
        _ family: Family, type: UInt16, isQuestion: Bool = false, _ body: [UInt8]
    ) throws -> ArraySlice<UInt8> {
        // struct nlmsghdr: length, type, NLM_F_REQUEST and for what isn't a question NLM_F_ACK, sequence, port.
        let message =
            bytes(UInt32(16 + body.count)) + bytes(type) + bytes(UInt16(isQuestion ? 1 : 5)) + bytes(UInt32(1))
            + bytes(UInt32(0)) + body
        let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | O_CLOEXEC, family.rawValue)
        defer { close(descriptor) }
        guard descriptor >= 0, send(descriptor, message, message.count, 0) == message.count else {
            throw FlowError("netlink's message \(type): errno \(errno)")
        }
        var answer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &answer, answer.count, 0)
        guard count >= 20 else { throw FlowError("netlink's message \(type): errno \(errno)") }
        // NLMSG_ERROR, an error of 0 too.
        guard number(answer[4..<6]) == 2 else { return answer[16..<min(count, Int(number(answer[0..<4])))] }
        let code = Int32(truncatingIfNeeded: number(answer[16..<20]))
        guard code == 0 else { throw FlowError("netlink's message \(type): \(String(cString: strerror(-code)))") }
        return []
    }

    /// Length, type and value, filled up to four bytes.
    static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
        bytes(UInt16(4 + value.count)) + bytes(type) + value + [UInt8](repeating: 0, count: -value.count & 3)
    }

    /// An attribute's value in a run of attributes; `nil` where it isn't there.
    static func value(of type: UInt16, in attributes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var rest = attributes
        while rest.count >= 4 {
            let start = rest.startIndex
            let length = Int(number(rest[start..<start + 2]))
            guard length >= 4, length <= rest.count else { return nil }
            // Without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
            if UInt16(number(rest[start + 2..<start + 4])) & 0x3FFF == type { return rest[start + 4..<start + length] }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return nil
    }

    /// A number's bytes as the machine has them.
    static func bytes(_ number: some FixedWidthInteger & BitwiseCopyable) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    /// Up to eight bytes as a number, the lowest first.
    static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
