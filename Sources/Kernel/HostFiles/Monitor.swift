/// Says when something outside of the store may have changed.
public protocol Monitor: Sendable {
    /// Wakes up when something of the topics may have changed, and once for however much is missed meanwhile.
    func wakeUps(on topics: KernelTopics) -> AsyncStream<Void>
}

extension KernelMonitor: Monitor {}
extension HostMonitor: Monitor {}
