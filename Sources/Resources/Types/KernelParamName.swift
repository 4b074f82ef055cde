/// The name of a parameter of the kernel: its path with dots instead of slashes, `proc.sys.net.ipv4.ip_forward`.
///
/// As with sysctl(8), a dot within a part, such as the one in `eth0.100`, is written as a slash:
/// `proc.sys.net.ipv4.conf.eth0/100.rp_filter`.
public struct KernelParamName: Hashable, Sendable, LosslessStringConvertible {
    /// How a name looks, for errors.
    static let form =
        "proc.sys.<path with dots>, such as proc.sys.net.ipv4.ip_forward or "
        + "proc.sys.net.ipv4.conf.eth0/100.rp_filter (for the link eth0.100)"

    /// The name.
    public let description: String
    /// The parts of the path below /proc/sys, two at least; none is `.` or `..`, and none has a slash.
    public let path: [String]

    /// Reads a name below `proc.sys`; nothing else can be named.
    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] == "proc", parts[1] == "sys", description.utf8.count <= 200,
            parts.dropFirst(2).allSatisfy(Self.isPart)
        else { return nil }
        self.description = description
        path = parts.dropFirst(2).map { String($0.map { $0 == "/" ? "." : $0 }) }
    }

    /// Reads a name as sysctl(8) writes it: `net.ipv4.ip_forward` or `net/ipv4/ip_forward`, where the first of the two signs
    /// parts the path and the other stands for a dot in it.
    public init?(sysctl text: String) {
        guard text.first(where: { $0 == "." || $0 == "/" }) == "/" else {
            self.init("proc.sys." + text)
            return
        }
        self.init("proc.sys." + String(text.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 }))
    }

    /// Printable, and not of dots alone, which would lead elsewhere.
    private static func isPart(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { (33...126).contains($0) } && text.contains { $0 != "/" }
    }
}

extension KernelParamName: TextValue {
    /// A parameter.
    public static var expectation: String { "a parameter's name: \(form)" }
}
