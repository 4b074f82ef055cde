import Glibc
import Kernel
import Logging

/// Who changes the host's files, name and settings for the daemon.
enum HostAccess {
    /// Root, as in a container, does it itself; others ask the helper of the host where there is one.
    ///
    /// - Parameters:
    ///   - local: The host as this process sees it.
    ///   - helper: The socket of a helper to use in any case.
    ///   - logger: Where it is said that nobody may.
    /// - Returns: The same host, or a helper.
    /// - Throws: When no thread is left for it.
    static func operations(
        _ local: LocalHost, helper: String?, _ logger: Logger
    ) throws(KernelError) -> any HostOperations {
        if let helper { return try HelperHost(socket: helper) }
        guard local.root.isHost, geteuid() != 0 else { return local }
        if HostRoot("/").has(String(HelperHost.defaultSocket.dropFirst())) {
            return try HelperHost(socket: HelperHost.defaultSocket)
        }
        logger.notice(
            "host names, files and most sysctls can't be set: not root, and no helper; systemctl enable --now netstrata-host.socket",
            metadata: ["socket": "\(HelperHost.defaultSocket)"])
        return local
    }
}
