/// Why the kernel couldn't be asked, or its answer couldn't be used.
public enum KernelError: Error, Hashable {
    /// A system call failed before the kernel looked at the request; `errno` as in errno(3).
    case unavailable(operation: String, errno: Int32)
    /// The kernel understood the request and said no.
    case refused(KernelRefusal)
    /// The answer breaks the netlink format; the text says where.
    case malformed(String)
    /// A dump changed while it was read, more often than it's worth trying again.
    case interrupted
}
