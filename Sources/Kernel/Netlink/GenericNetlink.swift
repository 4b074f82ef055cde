import CMnl
import Glibc

/// The families of generic netlink (`linux/genetlink.h`) in one network namespace, over one channel.
///
/// Not `Sendable`: it belongs to the actor that owns the channel.
final class GenericNetlink {
    private let session: RequestSession
    /// The numbers that the kernel gave the families.
    private var numbers: [String: Int] = [:]

    /// Opens a socket in the network namespace of the thread that calls this.
    convenience init() throws(KernelError) {
        self.init(
            channel: try NetlinkSocket(
                family: NETLINK_GENERIC, sendBuffer: Limit.requestBuffer, receiveBuffer: Limit.requestBuffer))
    }

    /// Talks over another channel: a test's.
    init(channel: any NetlinkChannel) { session = RequestSession(channel) }

    /// What the kernel answers to a command.
    ///
    /// - Parameters:
    ///   - family: Who is asked.
    ///   - command: What it is asked.
    ///   - everything: Whether all objects are asked for (`NLM_F_DUMP`), or those that `body` names.
    ///   - body: Appends the request's attributes.
    ///   - decode: Reads one message: the range is that of its attributes.
    /// - Returns: What `decode` made of the messages, in order.
    /// - Throws: `refused` with `ENOENT` where the kernel hasn't the family.
    func ask<Element>(
        _ family: GenericFamily, _ command: GenericCommand, everything: Bool,
        body: @escaping (inout MessageWriter) -> Void,
        decode: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Element?
    ) throws(KernelError) -> [Element] {
        let number = try number(of: family)
        let request = DumpRequest(
            operation: command.name, type: number, replyType: number, flags: everything ? NLM_F_DUMP : NLM_F_ACK
        ) {
            $0.append(genlmsghdr(cmd: command.number, version: family.version, reserved: 0))
            body(&$0)
        }
        do throws(KernelError) {
            return try session.dump(request) { bytes, payload throws(KernelError) -> Element? in
                let header = MemoryLayout<genlmsghdr>.size
                guard payload.count >= header else { throw .malformed("genlmsghdr: \(payload.count) bytes") }
                return try decode(bytes, payload.dropFirst(header))
            }
        } catch {
            forget(family, after: error)
            throw error
        }
    }

    /// Sends commands in order, many at a time, and says for each what the kernel said: `nil` is done.
    ///
    /// - Throws: `unavailable` when it isn't known what was done; `refused` where the kernel hasn't the family.
    func submit(_ family: GenericFamily, _ requests: [GenericRequest]) throws(KernelError) -> [KernelRefusal?] {
        guard !requests.isEmpty else { return [] }
        let number = try number(of: family)
        let numbered = requests.map { NumberedRequest(number: number, version: family.version, request: $0) }
        let outcomes = try session.submit(numbered[...])
        for case let refusal? in outcomes { forget(family, after: .refused(refusal)) }
        return outcomes
    }

    /// Its number, which is another after the family's module was loaded again.
    private func number(of family: GenericFamily) throws(KernelError) -> Int {
        if let number = numbers[family.name] { return number }
        guard let number = try describe(family, Self.familyNumber) else {
            throw .malformed("a family without a number")
        }
        numbers[family.name] = number
        return number
    }

    /// The number of one of a family's groups, under which a socket hears what happens; `nil` where it has none of that name.
    ///
    /// - Throws: `refused` with `ENOENT` where the kernel hasn't the family.
    func group(_ name: String, of family: GenericFamily) throws(KernelError) -> Int32? {
        try describe(family) { bytes, payload throws(KernelError) in
            try Self.groupNumber(name, bytes, AttributeCursor(payload, skipping: MemoryLayout<genlmsghdr>.size))
        }
    }

    /// What the kernel says of a family.
    private func describe<Value>(
        _ family: GenericFamily, _ decode: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Value?
    ) throws(KernelError) -> Value? {
        let request = DumpRequest(
            operation: "CTRL_CMD_GETFAMILY \(family.name)", type: Int(GENL_ID_CTRL), replyType: Int(GENL_ID_CTRL),
            flags: NLM_F_ACK
        ) {
            $0.append(genlmsghdr(cmd: UInt8(CTRL_CMD_GETFAMILY), version: 2, reserved: 0))
            $0.put(Int(CTRL_ATTR_FAMILY_NAME), string: family.name)
        }
        do throws(KernelError) {
            return try session.dump(request, decode: decode).first
        } catch .refused(var refusal) where refusal.errno == ENOENT {
            refusal.message = "the kernel has no generic netlink family \(family.name)"
            throw .refused(refusal)
        }
    }

    /// Looks through the nests of `CTRL_ATTR_MCAST_GROUPS`.
    private static func groupNumber(
        _ name: String, _ bytes: borrowing RawSpan, _ cursor: AttributeCursor
    ) throws(KernelError) -> Int32? {
        var attributes = cursor
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(CTRL_ATTR_MCAST_GROUPS) else { continue }
            var groups = AttributeCursor(nestedIn: attribute)
            while let group = try groups.next(in: bytes) {
                var (isNamed, number) = (false, UInt32?.none)
                var members = AttributeCursor(nestedIn: group)
                while let member = try members.next(in: bytes) {
                    switch member.type {
                    case Int(CTRL_ATTR_MCAST_GRP_NAME): isNamed = bytes.string(of: member) == name
                    case Int(CTRL_ATTR_MCAST_GRP_ID): number = try bytes.value(UInt32.self, of: member)
                    default: break
                    }
                }
                if isNamed { return number.flatMap { Int32(exactly: $0) } }
            }
        }
        return nil
    }

    private static func familyNumber(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> Int? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<genlmsghdr>.size)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(CTRL_ATTR_FAMILY_ID) else { continue }
            return Int(try bytes.value(UInt16.self, of: attribute))
        }
        return nil
    }

    /// `genl_rcv_msg()` (`net/netlink/genetlink.c`) says `ENOENT` for a number that is nobody's.
    private func forget(_ family: GenericFamily, after error: KernelError) {
        if case .refused(let refusal) = error, refusal.errno == ENOENT { numbers[family.name] = nil }
    }
}

/// A part of the kernel that speaks generic netlink.
struct GenericFamily {
    /// Such as `WG_GENL_NAME`.
    let name: String
    /// The version of its messages that we speak.
    let version: UInt8
}

/// A family's command.
struct GenericCommand {
    let number: UInt8
    /// As its header calls it, for error messages.
    let name: String
}

/// A command that changes something.
struct GenericRequest {
    let command: GenericCommand
    /// Appends the attributes.
    let body: (inout MessageWriter) -> Void
}

/// A command under the number that its family has now.
private struct NumberedRequest: WritableRequest {
    let number: Int
    let version: UInt8
    let request: GenericRequest

    func write(to writer: inout MessageWriter, sequence: UInt32) -> KernelRefusal? {
        writer.begin(type: number, flags: 0, sequence: sequence)
        defer { writer.finish() }
        writer.append(genlmsghdr(cmd: request.command.number, version: version, reserved: 0))
        request.body(&writer)
        return nil
    }
}
