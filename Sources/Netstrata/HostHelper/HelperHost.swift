import Glibc
import Kernel

/// Has changes of the host carried out by a helper that has the rights for them, over its socket.
actor HelperHost: HostOperations {
    /// Where systemd listens for the helper (deploy/netstrata-host.socket).
    static let defaultSocket = "/run/netstrata-host.sock"

    private let executor: BlockingExecutor
    private let socket: String
    private let patience: Int
    private var connection: LineConnection?

    /// The thread that waits for answers.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A helper behind a socket; it is connected to when there is something to do.
    ///
    /// It is given more seconds to answer than it gives the services that it asks itself.
    init(socket: String, patience: Int = 30) throws(KernelError) {
        (self.socket, self.patience) = (socket, patience)
        executor = try BlockingExecutor(label: "host-helper")
    }

    /// Has one change carried out.
    func perform(_ change: HostChange) -> KernelRefusal? {
        // An idle helper ends, and the next connection starts another; every change may be made twice.
        for isLast in [false, true] {
            do throws(KernelError) {
                return try ask(change)
            } catch {
                connection = nil
                guard isLast else { continue }
                let errno: Int32 = if case .refused(let refusal) = error { refusal.errno } else { EPROTO }
                return KernelRefusal(
                    errno: errno,
                    message:
                        "the helper behind \(socket) can't be asked (\(error)): systemctl status netstrata-host.socket")
            }
        }
        return nil
    }

    private func ask(_ change: HostChange) throws(KernelError) -> KernelRefusal? {
        if connection == nil { connection = try LineConnection(path: socket, patience: patience) }
        guard let connection else { return nil }
        try connection.send(HostMessage.request(change))
        guard let line = try connection.receive(), let refusal = HostMessage.refusal(line) else {
            throw .malformed("no answer")
        }
        return refusal
    }
}
