/// Finds out who is behind the numbers of netlink sockets.
///
/// Not `Sendable`: it belongs to the monitor's thread, which asks at once, since most who change a network are gone in a
/// moment.
struct SenderDirectory {
    /// What a process was when it was started.
    private var started = GenerationTable<Int32, ProcessIdentity>(limit: Limit.startedProcesses)
    /// Whom a number stood for a moment ago: a routing daemon changes thousands of routes at once.
    private var recent = GenerationTable<UInt32, (sender: ChangeSender, until: ContinuousClock.Instant)>(
        limit: Limit.recentSenders)

    /// Notes a process that was just started.
    mutating func note(started pid: Int32) {
        // Who is gone already leaves nobody: what is known of the number is of another program.
        started[pid] = ProcessIdentity(closely: pid)
        recent[UInt32(bitPattern: pid)] = nil
    }

    /// Who is behind a number.
    mutating func sender(_ portID: UInt32, at now: ContinuousClock.Instant) -> ChangeSender {
        if portID == 0 { return .unknown }
        if let known = recent[portID], now < known.until { return known.sender }
        let sender = look(portID)
        recent[portID] = (sender, now + Limit.senderTrust)
        return sender
    }

    private func look(_ portID: UInt32) -> ChangeSender {
        // A further socket of a program gets a number that is nobody's pid (`netlink_autobind()`, net/netlink/af_netlink.c).
        guard let pid = Int32(exactly: portID) else {
            return ChangeSender(portID: portID, process: nil, source: .nothing)
        }
        if let process = ProcessIdentity(closely: pid) {
            // A program in a container has another pid there, which here is somebody else's.
            switch NetlinkSocketTable.proof(that: pid, holds: portID) {
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
