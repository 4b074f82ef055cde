import CMnl

/// A netlink socket by its number, which counts for each of the kernel's parts.
struct NetlinkPort: Hashable {
    /// Which part of the kernel it speaks to, such as `NETLINK_ROUTE`.
    let family: Int32
    /// The number.
    let number: UInt32
}

/// Finds out who is behind the numbers of netlink sockets.
///
/// Not `Sendable`: it belongs to the monitor's thread, which asks at once, since most who change a network are gone in a
/// moment.
struct SenderDirectory {
    /// What a process was when it was started.
    private var started = GenerationTable<Int32, ProcessIdentity>(limit: Limit.startedProcesses)
    /// Whom a number stood for a moment ago: a routing daemon changes thousands of routes at once.
    private var recent = GenerationTable<NetlinkPort, (sender: ChangeSender, until: ContinuousClock.Instant)>(
        limit: Limit.recentSenders)

    /// Notes a process that was just started.
    mutating func note(started pid: Int32) {
        // Who is gone already leaves nobody: what is known of the number is of another program.
        started[pid] = ProcessIdentity(closely: pid)
        for family in [NETLINK_ROUTE, NETLINK_NETFILTER] {
            recent[NetlinkPort(family: family, number: UInt32(bitPattern: pid))] = nil
        }
    }

    /// Who is behind a number.
    mutating func sender(
        _ portID: UInt32, of family: Int32 = NETLINK_ROUTE, at now: ContinuousClock.Instant
    ) -> ChangeSender {
        if portID == 0 { return .unknown }
        let port = NetlinkPort(family: family, number: portID)
        if let known = recent[port], now < known.until { return known.sender }
        let sender = look(port)
        recent[port] = (sender, now + Limit.senderTrust)
        return sender
    }

    /// Who made a transaction of nftables: whom the kernel names, and what is known besides of who has the number.
    mutating func sender(of maker: NfTablesMaker, at now: ContinuousClock.Instant) -> ChangeSender {
        let sender = sender(maker.portID, of: NETLINK_NETFILTER, at: now)
        guard !maker.command.isEmpty, sender.process?.command != maker.command else { return sender }
        let named = ProcessIdentity(pid: maker.thread, command: maker.command)
        // The number is of the first PID namespace, and may be somebody else's in ours.
        let process = ProcessIdentity(closely: maker.thread).flatMap { $0.command == maker.command ? $0 : nil } ?? named
        return ChangeSender(portID: maker.portID, process: process, source: .transaction)
    }

    private func look(_ port: NetlinkPort) -> ChangeSender {
        let portID = port.number
        // A further socket of a program gets a number that is nobody's pid (`netlink_autobind()`, net/netlink/af_netlink.c).
        guard let pid = Int32(exactly: portID) else {
            return ChangeSender(portID: portID, process: nil, source: .nothing)
        }
        if let process = ProcessIdentity(closely: pid) {
            // A program in a container has another pid there, which here is somebody else's.
            switch NetlinkSocketTable.proof(that: pid, holds: port) {
            case .held: return ChangeSender(portID: portID, process: process, source: .living, isVerified: true)
            case .hidden where !process.commandLine.isEmpty:
                return ChangeSender(portID: portID, process: process, source: .living)
            case .hidden, .notHeld: break
            }
        }
        guard let process = started[pid] else { return ChangeSender(portID: portID, process: nil, source: .nothing) }
        return ChangeSender(portID: portID, process: process, source: .connector)
    }
}
