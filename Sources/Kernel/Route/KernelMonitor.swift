import Glibc

/// Says when the kernel's links, addresses, routes, rules or Ethernet devices may have changed.
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
        let ethernet = try NetlinkSocket.ofEthernet(receiveBuffer: receiveBuffer, waitsForever: true)
        let bell = try WakeUpDescriptor()
        self.bell = bell
        try startThread(label: "netlink-monitor") { [wakeUps] in
            MonitorLoop(socket: socket, ethernet: ethernet, bell: bell, wakeUps: wakeUps).run()
        }
    }

    deinit { stop() }

    /// Wakes up when something of the topics may have changed, and once for however much is missed meanwhile.
    ///
    /// Dropped notifications wake every stream. A stream of a monitor that has stopped is finished.
    public func wakeUps(on topics: KernelTopics) -> AsyncStream<Void> { wakeUps.stream(on: topics) }

    /// Wakes as if the kernel had told of something.
    public func wake(_ topics: KernelTopics) { wakeUps.wake(topics) }

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
    let ethernet: NetlinkSocket?
    let bell: WakeUpDescriptor
    let wakeUps: WakeUpBoard

    func run() {
        let batch = DatagramBatch()
        var reader = NotificationReader()
        while let ready = waitForNotifications() {
            do throws(KernelError) {
                var topics: KernelTopics = ready.network ? try readBurst(socket, into: batch, &reader) : []
                if ready.ethernet, let ethernet {
                    // Whatever it tells, somebody set a device.
                    _ = try readBurst(ethernet, into: batch, &reader)
                    topics.insert(.ethernet)
                }
                wakeUps.wake(topics)
            } catch {
                // The socket is of no more use: finished streams tell everyone so.
                break
            }
        }
        wakeUps.finish()
    }

    /// Where there is something to read; `nil` when the monitor is to stop.
    private func waitForNotifications() -> (network: Bool, ethernet: Bool)? {
        while true {
            var descriptors = [
                pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ethernet?.number ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&descriptors, nfds_t(descriptors.count), -1)
            if descriptors[1].revents != 0 || (ready < 0 && errno != EINTR) { return nil }
            if ready > 0 { return (descriptors[0].revents != 0, descriptors[2].revents != 0) }
        }
    }

    /// What the notifications that wait now are about.
    private func readBurst(
        _ socket: NetlinkSocket, into batch: DatagramBatch, _ reader: inout NotificationReader
    ) throws(KernelError) -> KernelTopics {
        var topics: KernelTopics = []
        for _ in 0..<Limit.monitorBurst {
            let backlog = try socket.receiveWaiting(into: batch) { bytes in
                topics.formUnion(reader.topics(of: bytes))
            }
            switch backlog {
            case .more: continue
            case .overflow:
                wakeUps.countOverflow()
                reader = NotificationReader()
                topics = .all
            case .nothing: return topics
            }
        }
        return topics
    }
}
