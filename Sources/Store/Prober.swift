public import Resources

/// Tries to reach something, once.
///
/// The gateway asks for it for confirm windows; it knows nothing of sockets to other hosts itself.
public protocol Prober: Sendable {
    /// Tries several at once.
    ///
    /// - Returns: Why each that wasn't reached wasn't; those that were reached aren't named.
    func failures(of probes: [ConfirmProbe]) async -> [ConfirmProbe: String]
}
