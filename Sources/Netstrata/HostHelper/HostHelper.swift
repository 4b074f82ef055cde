import Glibc
import Kernel
import Logging

/// Carries out changes of the host for the daemon, which itself has no right to them.
///
/// It does a fixed list of things, checks each request by itself, and listens only to root and to the daemon's user.
actor HostHelper {
    private let executor: BlockingExecutor
    private let listener: LineListener
    private let host: LocalHost
    private let user: UInt32
    private let patience: Int32
    private let logger: Logger

    /// The thread that waits for who asks.
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A helper.
    ///
    /// - Parameters:
    ///   - listener: Where it is asked.
    ///   - host: What it changes.
    ///   - user: Who may ask, besides root.
    ///   - patience: How many milliseconds it waits for something to do before it ends; the service manager starts it again.
    ///   - logger: Where it tells of who was refused.
    /// - Throws: When no thread is left.
    init(
        listener: LineListener, host: LocalHost, user: UInt32, patience: Int32 = 60_000, logger: Logger
    ) throws(KernelError) {
        executor = try BlockingExecutor(label: "helper")
        (self.listener, self.host, self.user) = (listener, host, user)
        (self.patience, self.logger) = (patience, logger)
    }

    /// Answers one connection after the other until nobody comes for a while.
    ///
    /// - Throws: When the socket is of no more use.
    func run() async throws(KernelError) {
        while let connection = try listener.accept(within: patience) {
            do throws(KernelError) {
                try await serve(connection)
            } catch {
                // Who has nothing to ask for a while connects anew.
                if case .refused(let refusal) = error, refusal.name == "EAGAIN" { continue }
                logger.info("connection ended", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Whether a user may ask; who they are is the kernel's word.
    static func isAllowed(_ caller: UInt32?, daemon: UInt32) -> Bool { caller == 0 || caller == daemon }

    private func serve(_ connection: LineConnection) async throws(KernelError) {
        guard Self.isAllowed(connection.peerUser, daemon: user) else {
            logger.warning(
                "refused a caller", metadata: ["uid": "\(connection.peerUser.map(String.init) ?? "unknown")"])
            return try connection.send(
                HostMessage.answer(KernelRefusal(errno: EPERM, message: "only root and the daemon's user may ask")))
        }
        while let line = try connection.receive() {
            let refusal: KernelRefusal?
            do throws(HostMessageFault) {
                refusal = await host.perform(try HostMessage.change(line))
            } catch {
                refusal = KernelRefusal(errno: EINVAL, message: "this isn't something that the helper does")
            }
            try connection.send(HostMessage.answer(refusal))
        }
    }
}
