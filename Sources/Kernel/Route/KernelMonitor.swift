import Glibc

/// Says when the kernel's links, addresses, routes or rules may have changed.
///
/// A thread of its own waits for the kernel's notifications and throws their content away: whoever is woken looks.
public final class KernelMonitor: Sendable {
    private let wakeUps = WakeUpBoard()
    private let bell: WakeUpDescriptor

    /// Watches the network namespace of the thread that calls this.
    public convenience init() throws(KernelError) {
        try self.init(receiveBuffer: Limit.monitorBuffer)
    }

    /// Watches with a receive buffer of some bytes.
    init(receiveBuffer: Int32) throws(KernelError) {
        let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: receiveBuffer, waitsForever: true)
        for group in KernelTopics.groups { try socket.join(group) }
        let bell = try WakeUpDescriptor()
        self.bell = bell
        try startThread(label: "netlink-monitor") { [wakeUps] in
            MonitorLoop(socket: socket, bell: bell, wakeUps: wakeUps).run()
        }
    }

    deinit { stop() }

    /// Wakes up when something of the topics may have changed, and once for however much is missed meanwhile.
    ///
    /// Dropped notifications wake every stream. A stream of a monitor that has stopped is finished.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { wakeUps.stream(on: topics) }

    /// Ends the thread and finishes the streams; a second call does nothing.
    public func stop() {
        wakeUps.finish()
        bell.ring()
    }

    /// How often notifications were dropped because the receive buffer was full (`ENOBUFS`).
    public var overflowCount: Int { wakeUps.overflowCount }
}

/// What a monitor's thread does until it's told to stop.
private struct MonitorLoop {
    let socket: NetlinkSocket
    let bell: WakeUpDescriptor
    let wakeUps: WakeUpBoard

    func run() {
        var buffer = [UInt8](repeating: 0, count: Limit.datagram)
        while waitForNotifications() {
            do throws(KernelError) {
                wakeUps.wake(try readBurst(into: &buffer))
            } catch {
                // The socket is of no more use: finished streams tell everyone so.
                break
            }
        }
        wakeUps.finish()
    }

    /// Whether there is something to read; `false` when the monitor is to stop.
    private func waitForNotifications() -> Bool {
        while true {
            var descriptors = [
                pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&descriptors, nfds_t(descriptors.count), -1)
            if descriptors[1].revents != 0 || (ready < 0 && errno != EINTR) { return false }
            if ready > 0 { return true }
        }
    }

    /// What the notifications that wait now are about.
    private func readBurst(into buffer: inout [UInt8]) throws(KernelError) -> KernelTopics {
        var topics: KernelTopics = []
        for _ in 0..<Limit.monitorBurst {
            switch try socket.receiveWaiting(into: &buffer) {
            case .datagram(let count): topics.formUnion(KernelTopics(datagram: buffer.span.bytes, count: count))
            case .overflow:
                wakeUps.countOverflow()
                topics = .all
            case .nothing: return topics
            }
        }
        return topics
    }
}
