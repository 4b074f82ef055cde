import CMnl
import Glibc

/// Says when the kernel's links, addresses, routes, rules, Ethernet devices or a table of nftables may have changed.
///
/// A thread of its own waits for the kernel's notifications and throws their content away: whoever is woken looks. Only who
/// changed an object last is kept, for who has to say whose doing it was that it isn't as it should be.
public final class KernelMonitor: Sendable {
    /// Who else changed what.
    public let foreignChanges = ForeignChanges()
    /// Why processes that are gone by the time that one looks for them can't be named; `nil` where they can.
    public let connectorFailure: KernelError?

    private let wakeUps = WakeUpBoard()
    private let bell: WakeUpDescriptor

    /// Watches the network namespace of the thread that calls this, and there the table of nftables of a name.
    public convenience init(table: String? = nil) throws(KernelError) {
        do throws(KernelError) {
            try self.init(receiveBuffer: Limit.monitorBuffer, table: table, .success(try ProcessConnector()))
        } catch {
            try self.init(receiveBuffer: Limit.monitorBuffer, table: table, .failure(error))
        }
    }

    /// Watches with a receive buffer of some bytes, and with the news of started processes or why there are none.
    init(
        receiveBuffer: Int32 = Limit.monitorBuffer, table: String? = nil,
        _ connector: Result<ProcessConnector, KernelError>
    ) throws(KernelError) {
        let processes: ProcessConnector?
        switch connector {
        case .success(let connector): (processes, connectorFailure) = (connector, nil)
        case .failure(let failure): (processes, connectorFailure) = (nil, failure)
        }
        let socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: receiveBuffer, waitsForever: true)
        try SocketFilter.settled.attach(to: socket.number)
        for group in KernelTopics.groups + [RTNLGRP_NEIGH] { try socket.join(group) }
        let ethernet = try NetlinkSocket.ofEthernet(receiveBuffer: receiveBuffer, waitsForever: true)
        let firewall = try table.map { table throws(KernelError) in
            try NfTablesFollower(table: table, receiveBuffer: receiveBuffer)
        }
        let bell = try WakeUpDescriptor()
        self.bell = bell
        try startThread(label: "netlink-monitor") { [wakeUps, foreignChanges] in
            var loop = MonitorLoop(
                socket: socket, ethernet: ethernet, firewall: firewall, processes: processes, bell: bell,
                wakeUps: wakeUps,
                reader: NotificationReader(ChangeWitness(foreignChanges)))
            loop.run()
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

/// Where there is something to read.
private struct Ready {
    let network: Bool
    let ethernet: Bool
    let processes: Bool
    let firewall: Bool
}

/// What a monitor's thread does until it's told to stop.
private struct MonitorLoop {
    let socket: NetlinkSocket
    let ethernet: NetlinkSocket?
    var firewall: NfTablesFollower?
    var processes: ProcessConnector?
    let bell: WakeUpDescriptor
    let wakeUps: WakeUpBoard
    var reader: NotificationReader
    private let batch = DatagramBatch()
    /// Whether the connector was left alone for a while.
    private var isRested = false

    init(
        socket: NetlinkSocket, ethernet: NetlinkSocket?, firewall: NfTablesFollower?, processes: ProcessConnector?,
        bell: WakeUpDescriptor, wakeUps: WakeUpBoard, reader: NotificationReader
    ) {
        (self.socket, self.ethernet, self.firewall, self.processes) = (socket, ethernet, firewall, processes)
        (self.bell, self.wakeUps, self.reader) = (bell, wakeUps, reader)
    }

    mutating func run() {
        while let ready = waitForNotifications() {
            do throws(KernelError) {
                // First who is there, then what they did.
                if ready.processes { readStarts() }
                var topics: KernelTopics = ready.network ? try readBurst(socket) : []
                if ready.ethernet, let ethernet {
                    // Whatever it tells, somebody set a device.
                    _ = try readBurst(ethernet)
                    topics.insert(.ethernet)
                }
                if ready.firewall, try readFirewall() { topics.formUnion([.firewall, .foreignFirewall]) }
                wakeUps.wake(topics)
            } catch {
                // The socket is of no more use: finished streams tell everyone so.
                break
            }
        }
        wakeUps.finish()
    }

    /// Where there is something to read; `nil` when the monitor is to stop.
    private mutating func waitForNotifications() -> Ready? {
        while true {
            let rest = processes == nil ? .zero : reader.witness?.rest() ?? .zero
            if rest == .zero, isRested {
                // What came meanwhile is over.
                processes?.drain()
                isRested = false
            }
            isRested = isRested || rest > .zero
            var descriptors = [
                pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: bell.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ethernet?.number ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: rest > .zero ? -1 : processes?.number ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: firewall?.socket.number ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let patience = rest > .zero ? Int32((rest / .milliseconds(1)).rounded(.up)) : -1
            let ready = poll(&descriptors, nfds_t(descriptors.count), patience)
            if descriptors[1].revents != 0 || (ready < 0 && errno != EINTR) { return nil }
            if ready > 0 {
                return Ready(
                    network: descriptors[0].revents != 0, ethernet: descriptors[2].revents != 0,
                    processes: descriptors[3].revents != 0, firewall: descriptors[4].revents != 0)
            }
        }
    }

    /// Without the connector all else goes on.
    private mutating func readStarts() {
        guard let connector = processes else { return }
        let batch = batch
        do throws(KernelError) {
            try reader.witness?.note(startsFrom: connector, batch)
        } catch {
            processes = nil
        }
    }

    /// Whether somebody else has changed the table.
    private mutating func readFirewall() throws(KernelError) -> Bool {
        guard var follower = firewall else { return false }
        defer { firewall = follower }
        var hasChanged = false
        reader.witness?.begin()
        for _ in 0..<Limit.monitorBurst {
            let backlog = try follower.socket.receiveWaiting(into: batch) { bytes in
                if follower.take(bytes, &reader.witness) { hasChanged = true }
            }
            switch backlog {
            case .more: continue
            case .overflow:
                wakeUps.countOverflow()
                follower.forget()
                hasChanged = true
            case .nothing: return hasChanged
            }
        }
        return hasChanged
    }

    /// What the notifications that wait now are about.
    private mutating func readBurst(_ socket: NetlinkSocket) throws(KernelError) -> KernelTopics {
        var topics: KernelTopics = []
        reader.witness?.begin()
        for _ in 0..<Limit.monitorBurst {
            let backlog = try socket.receiveWaiting(into: batch) { bytes in
                topics.formUnion(reader.topics(of: bytes))
            }
            switch backlog {
            case .more: continue
            case .overflow:
                wakeUps.countOverflow()
                reader.forget()
                topics = .all
            case .nothing: return topics
            }
        }
        return topics
    }
}
