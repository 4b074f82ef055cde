import CMnl
import Glibc

/// The service manager that started us, such as systemd.
public enum ServiceManager {
    /// Tells it our state, such as `READY=1` or `STATUS=…` (sd_notify(3)).
    ///
    /// - Returns: Whether it was told; `false` when `NOTIFY_SOCKET` names no socket, as outside of a service.
    @discardableResult
    public static func notify(_ state: String) -> Bool {
        guard let path = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }) else { return false }
        return send(state, to: path)
    }

    /// Sends to a socket by its path, or its abstract name after an `@` (unix(7)).
    static func send(_ state: String, to path: String) -> Bool {
        var name = Array(path.utf8)
        guard name.first == UInt8(ascii: "/") || name.first == UInt8(ascii: "@") else { return false }
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard name.count < room else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size - room + name.count)
        let flags = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard let sender = try? Descriptor(socket(AF_UNIX, flags, 0), operation: "socket") else { return false }
        let text = Array(state.utf8)
        let sent = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(sender.number, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == text.count
    }
}
