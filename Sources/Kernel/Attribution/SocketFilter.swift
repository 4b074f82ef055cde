import CMnl
import Glibc

/// A classic BPF program that says which datagrams a socket gets (`SO_ATTACH_FILTER`, `linux/filter.h`).
struct SocketFilter {
    private let program: [sock_filter]

    /// Of the process connector's messages: starts, and answers.
    static let starts = SocketFilter(program: [
        // A word is loaded in network byte order, whatever the order in which it was written.
        sock_filter(code: UInt16(BPF_LD | BPF_W | BPF_ABS), jt: 0, jf: 0, k: UInt32(ProcessEvent.offset)),
        sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 1, jf: 0, k: ProcessEvent.exec.bigEndian),
        sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 1, k: ProcessEvent.none.bigEndian),
        sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: .max),
        sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 0),
    ])

    /// Of rtnetlink's messages all but those of neighbours that nobody set in a bridge's or a VXLAN's forwarding database.
    ///
    /// What is learned comes with each new conversation.
    static let settled = SocketFilter(program: [
        sock_filter(code: UInt16(BPF_LD | BPF_H | BPF_ABS), jt: 0, jf: 0, k: UInt32(typeOffset)),
        sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 1, jf: 0, k: UInt32(UInt16(RTM_NEWNEIGH).bigEndian)),
        sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 4, k: UInt32(UInt16(RTM_DELNEIGH).bigEndian)),
        sock_filter(code: UInt16(BPF_LD | BPF_B | BPF_ABS), jt: 0, jf: 0, k: UInt32(MemoryLayout<nlmsghdr>.size)),
        sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 3, k: UInt32(AF_BRIDGE)),
        sock_filter(code: UInt16(BPF_LD | BPF_H | BPF_ABS), jt: 0, jf: 0, k: UInt32(stateOffset)),
        sock_filter(
            code: UInt16(BPF_JMP | BPF_JSET | BPF_K), jt: 0, jf: 1, k: UInt32(ForwardingEntry.settled.bigEndian)),
        sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: .max),
        sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 0),
    ])

    private static let typeOffset = MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_type) ?? 0
    private static let stateOffset =
        MemoryLayout<nlmsghdr>.size + (MemoryLayout<ndmsg>.offset(of: \.ndm_state) ?? 0)

    /// Has a socket filter what comes from now on.
    func attach(to socket: Int32) throws(KernelError) {
        var program = program
        let result = program.withUnsafeMutableBufferPointer { instructions in
            var filter = sock_fprog(len: UInt16(instructions.count), filter: instructions.baseAddress)
            return setsockopt(
                socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, socklen_t(MemoryLayout<sock_fprog>.size))
        }
        guard result == 0 else { throw .unavailable(operation: "setsockopt(SO_ATTACH_FILTER)", errno: errno) }
    }
}
