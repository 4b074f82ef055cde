import CNftnl
import Glibc

/// Tells which transactions change one table of nftables, and whose they are.
///
/// The kernel tells of all that a transaction changes, and then that it is over, with who made it.
struct NfTablesFollower {
    /// The monitor's socket.
    let socket: NetlinkSocket
    private let table: String
    /// What the transaction changes that isn't over yet, and over which socket it was asked for.
    private var pending: (objects: Set<ChangedObject>, portID: UInt32, isOfTable: Bool) = ([], 0, false)

    /// Asks to be told.
    ///
    /// - Throws: `unavailable`.
    init(table: String, receiveBuffer: Int32) throws(KernelError) {
        self.table = table
        socket = try NetlinkSocket(
            family: NETLINK_NETFILTER, sendBuffer: 0, receiveBuffer: receiveBuffer, waitsForever: true)
        try socket.join(groupNumber: Int32(NFNLGRP_NFTABLES.rawValue))
    }

    /// Whether not all was told of the transaction that isn't over yet, or of one before it.
    private var hasMissed = false

    /// Forgets what it was told, because not all was.
    mutating func forget() {
        pending = ([], 0, false)
        hasMissed = true
    }

    /// Takes a datagram.
    ///
    /// - Returns: Whether somebody else has changed the table, or may have.
    mutating func take(_ bytes: borrowing RawSpan, _ witness: inout ChangeWitness?) -> Bool {
        var hasChanged = false
        var messages = MessageCursor(count: bytes.byteCount)
        do throws(KernelError) {
            while let message = try messages.next(in: bytes) {
                switch try NfTablesNotice(message, in: bytes) {
                case .change(table, let object):
                    pending.isOfTable = true
                    pending.portID = message.portID
                    if let object, pending.objects.count < Limit.foreignChanges { pending.objects.insert(object) }
                case .end(let generation, let thread, let command):
                    witness?.note(generation: generation, isOfOurTable: pending.isOfTable || hasMissed)
                    let maker = NfTablesMaker(portID: pending.portID, thread: thread, command: command)
                    if pending.isOfTable, witness?.note(pending.objects, of: maker) ?? true { hasChanged = true }
                    (pending, hasMissed) = (([], 0, false), false)
                default: continue
                }
            }
        } catch {
            forget()
            hasChanged = true
        }
        return hasChanged
    }
}

/// Who made a transaction, as the kernel tells it.
struct NfTablesMaker {
    /// The socket over which it was asked for.
    let portID: UInt32
    /// The thread, by its number in the first PID namespace.
    let thread: Int32
    /// The thread's name, which mostly is its program's.
    let command: String
}
