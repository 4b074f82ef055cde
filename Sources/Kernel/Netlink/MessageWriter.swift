import CMnl
import NetworkTypes

/// Builds netlink messages, one after the other, in one buffer: what a single send takes.
struct MessageWriter {
    /// The messages so far.
    private(set) var bytes: [UInt8] = []
    private var start = 0

    /// Forgets everything, but keeps the memory.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Forgets what came after the first `count` bytes.
    mutating func truncate(to count: Int) { bytes.removeLast(bytes.count - count) }

    /// Opens a message; `finish()` closes it.
    mutating func begin(type: Int, flags: Int32, sequence: UInt32) {
        start = bytes.count
        append(
            nlmsghdr(
                nlmsg_len: 0, nlmsg_type: UInt16(truncatingIfNeeded: type),
                nlmsg_flags: UInt16(truncatingIfNeeded: NLM_F_REQUEST | flags), nlmsg_seq: sequence,
                nlmsg_pid: 0))
    }

    /// Sets `NLM_F_ACK` in a message that starts at `offset`: `nlmsg_flags` comes after the length and the type.
    mutating func askForAcknowledgement(ofMessageAt offset: Int) {
        bytes[offset + MemoryLayout<UInt32>.size + MemoryLayout<UInt16>.size] |= UInt8(NLM_F_ACK)
    }

    /// Closes the message that `begin` opened: its length is known now.
    mutating func finish() {
        overwrite(UInt32(bytes.count - start), at: start)
    }

    /// A C struct or an integer as it lies in memory, without padding after it.
    mutating func append<Value: BitwiseCopyable>(_ value: Value) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    /// An attribute of some bytes; netlink's lengths have 16 bits, and what we send is far shorter.
    mutating func put(_ type: Int, _ value: some Collection<UInt8>) {
        let offset = bytes.count
        append(nlattr(nla_len: 0, nla_type: UInt16(truncatingIfNeeded: type)))
        bytes.append(contentsOf: value)
        close(offset)
    }

    /// An attribute that is an integer or a C struct.
    mutating func put<Value: BitwiseCopyable>(_ type: Int, value: Value) {
        let offset = bytes.count
        append(nlattr(nla_len: 0, nla_type: UInt16(truncatingIfNeeded: type)))
        append(value)
        close(offset)
    }

    /// An attribute that is a string with its NUL.
    mutating func put(_ type: Int, string: String) {
        put(type, Array(string.utf8) + [0])
    }

    /// An attribute that is an address in network order.
    mutating func put(_ type: Int, address: IPAddress) {
        put(type, address.bytes)
    }

    /// An attribute that holds others; `flags` is `NLA_F_NESTED` where the kernel's policy checks for it.
    mutating func nest(_ type: Int, flags: Int32 = NLA_F_NESTED, _ body: (inout MessageWriter) -> Void) {
        let offset = bytes.count
        append(nlattr(nla_len: 0, nla_type: UInt16(truncatingIfNeeded: type | Int(flags))))
        body(&self)
        close(offset)
    }

    /// Replaces an integer that was appended earlier.
    mutating func overwrite<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
        withUnsafeBytes(of: value) { source in
            for place in source.indices { bytes[offset + place] = source[place] }
        }
    }

    /// Writes the attribute's length, and pads to where the next may start.
    private mutating func close(_ offset: Int) {
        overwrite(UInt16(truncatingIfNeeded: bytes.count - offset), at: offset)
        while bytes.count % Int(NLA_ALIGNTO) != 0 { bytes.append(0) }
    }
}
