import CMnl
import Glibc

/// The kernel's news of processes that are started (`CN_IDX_PROC`, `linux/cn_proc.h`).
///
/// Only the host's own network, user and pid namespaces have it, and CAP_NET_ADMIN is needed there.
struct ProcessConnector {
    private let socket: NetlinkSocket

    /// Asks to be told.
    ///
    /// - Throws: `unavailable` where the kernel doesn't tell.
    init() throws(KernelError) {
        socket = try NetlinkSocket(
            family: NETLINK_CONNECTOR, sendBuffer: 0, receiveBuffer: Limit.connectorBuffer, waitsForever: true)
        // Without it every fork, end and change of a process of the host would wake us.
        try SocketFilter.starts.attach(to: socket.number)
        try socket.join(groupNumber: Int32(CN_IDX_PROC))
        try socket.send(Self.request)
        try waitForAcknowledgement()
    }

    /// For poll(2).
    var number: Int32 { socket.number }

    /// The processes that were started, in order, as far as they were told of and nobody took them.
    func starts(into batch: DatagramBatch) throws(KernelError) -> [Int32] {
        var pids: [Int32] = []
        while true {
            let backlog = try socket.receiveWaiting(into: batch) { bytes in
                if case .started(let pid) = ProcessEvent(bytes) { pids.append(pid) }
            }
            // Of what was lost nothing can be told any more.
            if backlog == .nothing { return pids }
            if pids.count >= Limit.processStarts { return pids }
        }
    }

    /// Throws away what waits.
    func drain() { socket.drain() }

    /// The kernel answers at once, before the request's sender goes on, or not at all: outside of the first user and pid
    /// namespaces (`cn_proc_mcast_ctl()`, `drivers/connector/cn_proc.c`).
    private func waitForAcknowledgement() throws(KernelError) {
        var answer: Int32?
        let batch = DatagramBatch()
        for _ in 0..<Limit.notifications where answer == nil {
            let backlog = try socket.receiveWaiting(into: batch) { bytes in
                if case .acknowledged(let error) = ProcessEvent(bytes) { answer = answer ?? error }
            }
            if backlog == .nothing { break }
        }
        guard let answer else { throw .unavailable(operation: "process connector", errno: ENOTCONN) }
        guard answer == 0 else { throw .unavailable(operation: "process connector", errno: abs(answer)) }
    }

    /// `PROC_CN_MCAST_LISTEN` in a `struct cn_msg` in a netlink message.
    static var request: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }
        let operation = PROC_CN_MCAST_LISTEN.rawValue
        let payload = MemoryLayout.size(ofValue: operation)
        append(UInt32(MemoryLayout<nlmsghdr>.size + MemoryLayout<cn_msg>.size + payload))
        append(UInt16(NLMSG_DONE))
        append(UInt16(0))
        append(UInt32(0))
        append(UInt32(0))
        // `struct cn_msg`: the address, a number and an acknowledgement that nobody reads, length and flags.
        append(UInt32(CN_IDX_PROC))
        append(UInt32(CN_VAL_PROC))
        append(UInt32(0))
        append(UInt32(0))
        append(UInt16(payload))
        append(UInt16(0))
        append(operation)
        return bytes
    }
}

/// One of the connector's messages.
enum ProcessEvent: Equatable {
    /// A process runs another program from now on (`PROC_EVENT_EXEC`).
    case started(Int32)
    /// The answer to a request (`PROC_EVENT_NONE`): 0 or an error number.
    case acknowledged(Int32)

    /// Where `struct proc_event` begins, which `struct cn_msg` stands before.
    static let offset = MemoryLayout<nlmsghdr>.size + MemoryLayout<cn_msg>.size
    /// `PROC_EVENT_NONE`, the value that the header's enumeration gives it.
    static let none: UInt32 = 0
    /// `PROC_EVENT_EXEC`.
    static let exec: UInt32 = 2
    /// What, which processor and when stand before what is told.
    private static let dataOffset = 16

    /// Reads a datagram; `nil` for other events and what is too short.
    init?(_ bytes: borrowing RawSpan) {
        let whole = 0..<bytes.byteCount
        guard let what = bytes.load(UInt32.self, at: Self.offset, in: whole) else { return nil }
        let data = Self.offset + Self.dataOffset
        switch what {
        case Self.none:
            guard let error = bytes.load(Int32.self, at: data, in: whole) else { return nil }
            self = .acknowledged(error)
        case Self.exec:
            // The thread's number comes first, then the process'.
            guard let pid = bytes.load(Int32.self, at: data + MemoryLayout<Int32>.size, in: whole) else { return nil }
            self = .started(pid)
        default: return nil
        }
    }
}
