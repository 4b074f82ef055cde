import Foundation
import Glibc
import NIOCore
import NIOPosix

/// The file of the unix socket: who may use it, and that no other daemon does.
struct UnixSocketFile: Sendable {
    let path: String
    let group: String?

    /// Makes way for the socket: removes one that nobody listens on.
    ///
    /// - Throws: `socketInUse`, `notASocket`.
    func prepare() throws(GatewayError) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return }
        guard attributes[.type] as? FileAttributeType == .typeSocket else { throw .notASocket(path: path) }
        let attempt = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path)
        guard let channel = try? attempt.wait() else {
            try? FileManager.default.removeItem(atPath: path)
            return
        }
        channel.close(promise: nil)
        throw .socketInUse(path: path)
    }

    /// Lets the group in: mode 0660.
    ///
    /// Until then the mode is what the umask left; connecting needs the right to write, which no usual umask gives others.
    ///
    /// - Throws: `socketMode`.
    func open() throws(GatewayError) {
        if let group, exists(group) {
            do {
                try FileManager.default.setAttributes([.groupOwnerAccountName: group], ofItemAtPath: path)
            } catch {
                throw .socketMode(path: path, detail: "\(error)")
            }
        }
        guard chmod(path, 0o660) == 0 else { throw .socketMode(path: path, detail: "errno \(errno)") }
    }

    private func exists(_ group: String) -> Bool {
        guard let groups = try? String(contentsOfFile: "/etc/group", encoding: .utf8) else { return false }
        return groups.split(separator: "\n").contains { $0.hasPrefix(group + ":") }
    }

    /// Removes the file at the end.
    func remove() { _ = unlink(path) }
}
