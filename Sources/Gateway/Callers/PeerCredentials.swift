import Glibc
import NIOCore

/// Who connected to a unix socket, as the kernel noted then (`SO_PEERCRED`, unix(7)).
struct PeerCredentials: Hashable, Sendable {
    let process: pid_t
    let user: UInt32

    /// Asks the kernel; on the channel's event loop the answer is there at once.
    ///
    /// - Returns: `nil` for a channel that isn't a unix socket.
    static func read(_ channel: any Channel) -> PeerCredentials? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let box = Box()
        // NIO calls it unsafe because the type must be the one that the kernel writes; for SO_PEERCRED it is.
        let credentials: EventLoopFuture<Kernel> = provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel.socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        credentials.assumeIsolated().whenSuccess {
            box.value = PeerCredentials(process: $0.pid, user: $0.uid)
        }
        return box.value
    }

    /// `struct ucred` of sys/socket.h, which the Glibc module leaves out.
    private struct Kernel: Sendable {
        let pid: Int32
        let uid: UInt32
        let gid: UInt32
    }

    private final class Box {
        var value: PeerCredentials?
    }
}
