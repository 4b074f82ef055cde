import CMnl
import Glibc

/// Room for the notifications that one call takes from a socket (recvmmsg(2)): a call for each of thousands costs more than what
/// they say.
///
/// Not `Sendable`: it belongs to whoever reads the socket. The kernel alone writes into it, and pages that it never reached take no
/// memory.
final class DatagramBatch {
    private let count: Int
    private let size: Int
    private let storage: UnsafeMutableRawPointer
    private let pieces: UnsafeMutablePointer<iovec>
    private let senders: UnsafeMutablePointer<sockaddr_nl>
    private let slots: UnsafeMutablePointer<mmsghdr>

    /// Room for some datagrams of some bytes each.
    init(count: Int = Limit.notifications, size: Int = Limit.notification) {
        (self.count, self.size) = (count, size)
        storage = .allocate(byteCount: count * size, alignment: MemoryLayout<nlmsghdr>.alignment)
        pieces = .allocate(capacity: count)
        senders = .allocate(capacity: count)
        slots = .allocate(capacity: count)
        for place in 0..<count {
            (pieces + place).initialize(to: iovec(iov_base: storage + place * size, iov_len: size))
            (senders + place).initialize(to: sockaddr_nl())
            (slots + place).initialize(to: mmsghdr())
        }
    }

    deinit {
        storage.deallocate()
        pieces.deallocate()
        senders.deallocate()
        slots.deallocate()
    }

    /// Fills it with what waits at a socket, without blocking.
    ///
    /// - Returns: How many datagrams came; −1 says errno(3).
    fileprivate func fill(from socket: Int32) -> Int {
        for place in 0..<count {
            slots[place].msg_hdr.msg_name = UnsafeMutableRawPointer(senders + place)
            slots[place].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
            slots[place].msg_hdr.msg_iov = pieces + place
            slots[place].msg_hdr.msg_iovlen = 1
        }
        return Int(recvmmsg(socket, slots, UInt32(count), Int32(MSG_DONTWAIT), nil))
    }

    /// Whether so many datagrams are all that it has room for, so that more may wait.
    fileprivate func isFull(_ received: Int) -> Bool { received == count }

    /// Whether a datagram is the kernel's: other processes may write to a netlink socket too, only the kernel has port 0.
    fileprivate func isKernels(_ place: Int) -> Bool { senders[place].nl_pid == 0 }

    /// The bytes of a datagram; `nil` when it didn't fit.
    fileprivate func datagram(_ place: Int) -> UnsafeRawBufferPointer? {
        let length = Int(slots[place].msg_len)
        guard slots[place].msg_hdr.msg_flags & Int32(MSG_TRUNC) == 0, length <= size else { return nil }
        return UnsafeRawBufferPointer(start: storage + place * size, count: length)
    }
}

/// What is left after a batch.
enum Backlog {
    /// Perhaps something.
    case more
    /// Nothing that came before.
    case nothing
    /// The kernel dropped datagrams (`ENOBUFS`), or one of them was too long: what was told isn't all.
    case overflow
}

extension NetlinkSocket {
    /// Takes what waits, at most as much as the batch has room for, without blocking.
    ///
    /// An overflow shows before the datagrams that wait (`skb_recv_datagram()`, `net/core/datagram.c`), so a batch that isn't full
    /// was all.
    ///
    /// - Parameters:
    ///   - batch: Where it goes.
    ///   - take: Is given each datagram of the kernel's.
    /// - Returns: What is left.
    /// - Throws: `unavailable`, and what `take` throws.
    func receiveWaiting(
        into batch: DatagramBatch, _ take: (borrowing RawSpan) throws(KernelError) -> Void
    ) throws(KernelError) -> Backlog {
        var received = batch.fill(from: number)
        while received < 0 {
            switch errno {
            case EINTR: received = batch.fill(from: number)
            case ENOBUFS: return .overflow
            case EAGAIN: return .nothing
            default: throw .unavailable(operation: "recvmmsg", errno: errno)
            }
        }
        for place in 0..<received where batch.isKernels(place) {
            guard let datagram = batch.datagram(place) else { return .overflow }
            try take(datagram.bytes)
        }
        return batch.isFull(received) ? .more : .nothing
    }
}
