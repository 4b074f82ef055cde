import Glibc
import Kernel
import Logging

/// Carries out changes of the host for the daemon, which itself has no right to them.
///
/// It does a fixed list of things, checks each request by itself, and listens only to root and to the daemon's user.
struct HostHelper {
    let listener: LineListener
    let host: LocalHost
    /// Who may ask, besides root.
    let user: UInt32
    let logger: Logger

    /// How long it waits for something to do before it ends; the service manager starts it again.
    private static let patience: Int32 = 60_000

    /// Answers one connection after the other until nobody comes for a while.
    ///
    /// - Throws: When the socket is of no more use.
    func run() async throws(KernelError) {
        while let connection = try listener.accept(within: Self.patience) {
            do throws(KernelError) {
                try await serve(connection)
            } catch {
                logger.info("connection ended", metadata: ["error": "\(error)"])
            }
        }
    }

    private func serve(_ connection: LineConnection) async throws(KernelError) {
        guard let caller = connection.peerUser, caller == 0 || caller == user else {
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
