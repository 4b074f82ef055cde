import CMnl
import Glibc

/// The netlink sockets of this network namespace (`/proc/net/netlink`).
enum NetlinkSocketTable {
    /// How sure it is that a process has a socket.
    enum Proof {
        /// It has it open.
        case held
        /// The socket is gone, or is another's.
        case notHeld
        /// What the process has open isn't ours to see (ptrace(2)).
        case hidden
    }

    /// Whether a process has the socket of a number.
    static func proof(that pid: Int32, holds port: NetlinkPort) -> Proof {
        guard let names = descriptors(of: pid) else { return .hidden }
        if let inode = inode(of: port), names.contains("socket:[\(inode)]") { return .held }
        return names.count < Limit.processDescriptors ? .notHeld : .hidden
    }

    /// The number of the socket that has a port; `nil` when there is none any more.
    ///
    /// The columns are sk, Eth, Pid, Groups, Rmem, Wmem, Dump, Locks, Drops and Inode (`netlink_native_seq_show()`,
    /// `net/netlink/af_netlink.c`).
    private static func inode(of port: NetlinkPort) -> Substring? {
        // Of the thread's namespace: the process may have been moved.
        guard let text = SmallFile.text("/proc/thread-self/net/netlink", atMost: Limit.socketTable) else { return nil }
        for line in text.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: " ", omittingEmptySubsequences: true)
            guard columns.count >= 10, columns[1] == "\(port.family)", UInt32(columns[2]) == port.number else {
                continue
            }
            return columns[9]
        }
        return nil
    }

    /// What a process has open; `nil` when we may not know.
    private static func descriptors(of pid: Int32) -> Set<String>? {
        let folder = "/proc/\(pid)/fd"
        guard let stream = opendir(folder) else { return nil }
        defer { closedir(stream) }
        var names: Set<String> = []
        var count = 0
        while count < Limit.processDescriptors, let entry = readdir(stream) {
            let number = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            count += 1
            if let target = SmallFile.target(ofLink: "\(folder)/\(number)") { names.insert(target) }
        }
        return names
    }
}
