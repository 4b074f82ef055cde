/// A setting of the kernel below /proc/sys (sysctl(8), proc(5)).
public struct KernelParameter: Hashable, Sendable, CustomStringConvertible {
    /// The names of the folders and of the file: `net`, `ipv4`, `ip_forward`.
    public let segments: [String]

    /// Reads `net.ipv4.ip_forward` or `net/ipv4/ip_forward`; `proc.sys.` may stand before it.
    ///
    /// As sysctl(8) has it, the first separator decides: after a dot, a slash stands for a dot within a name, as in
    /// `net.ipv4.conf.eth0/100.forwarding`.
    ///
    /// - Returns: `nil` when it isn't the name of a file below /proc/sys.
    public init?(_ text: String) {
        var name = text[...]
        for prefix in ["proc.sys.", "proc/sys/"] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
        guard name.utf8.count <= Limit.parameterName, name.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let separator = name.first(where: { $0 == "." || $0 == "/" })
        else { return nil }
        let segments = name.split(separator: separator, omittingEmptySubsequences: false).map { part in
            separator == "/" ? String(part) : String(part.map { $0 == "/" ? "." : $0 })
        }
        guard segments.count >= 2, !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            return nil
        }
        self.segments = segments
    }

    /// A setting by the names of its folders and file, which are known to be sound.
    public init(segments: [String]) { self.segments = segments }

    /// The name with dots, and slashes for dots within names.
    public var description: String {
        segments.map { String($0.map { $0 == "." ? "/" : $0 }) }.joined(separator: ".")
    }

    /// Whether it belongs to a network namespace rather than to the host.
    public var isOfNetwork: Bool { segments.first == "net" }

    /// Where it lies below the root of a file system.
    var path: String { "proc/sys/" + segments.joined(separator: "/") }

    /// Where it lies, for a root: settings of the network are the kernel's in any case.
    func path(in root: HostRoot) -> String { isOfNetwork ? "/" + path : root.path(path) }

    /// Whether the kernel has it, rather than a file below a root.
    func isOfKernel(in root: HostRoot) -> Bool { isOfNetwork || root.isHost }
}
