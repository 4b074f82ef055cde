/// Writes down who else changed what, as the notifications come.
///
/// Not `Sendable`: it belongs to the monitor's thread.
struct ChangeWitness {
    private let changes: ForeignChanges
    private var directory = SenderDirectory()
    private var meter = StartMeter()
    /// When the notifications came that are taken now; asking takes longer than to take one, where the clock is a system call.
    private var moment: (instant: ContinuousClock.Instant, time: Int64)?

    init(_ changes: ForeignChanges) { self.changes = changes }

    /// Begins to take the notifications that wait now.
    mutating func begin() { moment = nil }

    /// Takes a notification.
    mutating func note(_ message: NetlinkMessage, in bytes: borrowing RawSpan) {
        guard !changes.isOurs(message.portID) else { return }
        guard let objects = try? ChangedObject.read(message, in: bytes), !objects.isEmpty else { return }
        let now = moment ?? (ContinuousClock.now, HostClock.millisecondsSince1970)
        moment = now
        let sender = directory.sender(message.portID, at: now.instant)
        let change = ForeignChange(time: now.time, instant: now.instant, sender: sender)
        for object in objects { changes.note(change, of: object) }
    }

    /// Takes a transaction of nftables.
    ///
    /// - Returns: Whether it is somebody else's.
    mutating func note(_ objects: Set<ChangedObject>, of maker: NfTablesMaker) -> Bool {
        guard !changes.isOurs(maker.portID) else { return false }
        let now = moment ?? (ContinuousClock.now, HostClock.millisecondsSince1970)
        moment = now
        let sender = directory.sender(of: maker, at: now.instant)
        let change = ForeignChange(time: now.time, instant: now.instant, sender: sender)
        for object in objects { changes.note(change, of: object) }
        return true
    }

    /// Takes the end of a transaction of nftables.
    func note(generation: UInt32, isOfOurTable: Bool) {
        changes.note(generation: generation, isOfOurTable: isOfOurTable)
    }

    /// Takes the news of started processes.
    mutating func note(startsFrom connector: ProcessConnector, _ batch: DatagramBatch) throws(KernelError) {
        let pids = try connector.starts(into: batch)
        meter.count(pids.count)
        for pid in pids.suffix(Limit.processStarts) { directory.note(started: pid) }
    }

    /// How long the connector is left alone, because too many processes are started.
    mutating func rest() -> Duration { meter.rest(at: .now) }
}
