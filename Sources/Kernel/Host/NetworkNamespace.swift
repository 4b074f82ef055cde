import CMnl
import Glibc

/// The network namespace that this process is in.
public enum NetworkNamespace {
    /// What a memory of kernel state refers to: the same text means the same boot and the same namespace.
    ///
    /// The boot's id (`/proc/sys/kernel/random/boot_id`), a slash, and the namespace's cookie (`SO_NETNS_COOKIE`, Linux
    /// 5.14, never used twice) or, without that, its inode.
    public static func identity() throws(KernelError) -> String {
        guard let boot = SmallFile.text("/proc/sys/kernel/random/boot_id") else {
            throw .unavailable(operation: "read(boot_id)", errno: errno)
        }
        let flags = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let probe = try Descriptor(socket(AF_UNIX, flags, 0), operation: "socket(AF_UNIX)")
        var cookie: UInt64 = 0
        var length = socklen_t(MemoryLayout<UInt64>.size)
        if getsockopt(probe.number, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &length) == 0 { return "\(boot)/\(cookie)" }
        guard let inode = SmallFile.target(ofLink: "/proc/thread-self/ns/net") else {
            throw .unavailable(operation: "readlink(ns/net)", errno: errno)
        }
        return "\(boot)/\(inode)"
    }
}
