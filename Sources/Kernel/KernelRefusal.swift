import CMnl
import Glibc

/// A kernel's "no" to one request (`NLMSG_ERROR`, `linux/netlink.h`).
public struct KernelRefusal: Hashable, Sendable {
    /// Positive, as in errno(3).
    public var errno: Int32
    /// The symbol of `errno`, such as `ENETUNREACH`; its decimal number when it has none.
    public var name: String
    /// The kernel's own words (`NLMSGERR_ATTR_MSG`), or empty.
    public var message: String
    /// Where in the request the faulty attribute starts (`NLMSGERR_ATTR_OFFS`), in bytes from its `nlmsghdr`.
    public var attributeOffset: UInt32?

    /// A refusal; the name follows from the number.
    public init(errno: Int32, message: String = "", attributeOffset: UInt32? = nil) {
        self.errno = errno
        name = strerrorname_np(errno).map { String(cString: $0) } ?? String(errno)
        self.message = message
        self.attributeOffset = attributeOffset
    }
}

extension KernelRefusal {
    /// What kept a change from being made, where it is one change's failure and no one else's.
    init(_ error: KernelError) {
        switch error {
        case .unavailable(let operation, let errno): self.init(errno: errno, message: operation)
        case .refused(let refusal): self = refusal
        case .malformed(let text): self.init(errno: EBADMSG, message: text)
        case .interrupted: self.init(errno: EINTR)
        }
    }
}

extension KernelRefusal: CustomStringConvertible {
    /// The name, and the kernel's words where it said something.
    public var description: String { message.isEmpty ? name : "\(name): \(message)" }
}
