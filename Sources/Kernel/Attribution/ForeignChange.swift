/// The last change of an object that isn't ours, as far as the kernel told of it.
public struct ForeignChange: Hashable, Sendable {
    /// When we were told, in milliseconds since 1970 (`CLOCK_REALTIME`).
    public var time: Int64
    /// When we were told.
    public var instant: ContinuousClock.Instant
    /// Who sent the request.
    public var sender: ChangeSender

    /// A change from its parts.
    public init(time: Int64, instant: ContinuousClock.Instant, sender: ChangeSender) {
        self.time = time
        self.instant = instant
        self.sender = sender
    }
}

/// Who asked the kernel for a change.
public struct ChangeSender: Hashable, Sendable {
    /// The number of the netlink socket over which it was asked for (`nlmsg_pid`); 0 where the kernel doesn't tell.
    ///
    /// A program's first socket has the program's pid unless it chose another, so this is what the sender claims to be.
    public var portID: UInt32
    /// The process of that number; `nil` when nothing is known of it, or when it is known to be another's socket.
    public var process: ProcessIdentity?
    /// How the process is known.
    public var source: Source

    /// Whether the process had that very socket open when we looked.
    public var isVerified: Bool

    /// Where the kernel says nothing.
    public static let unknown = ChangeSender(portID: 0, process: nil, source: .nothing)

    /// A sender from its parts.
    public init(portID: UInt32, process: ProcessIdentity?, source: Source, isVerified: Bool = false) {
        self.portID = portID
        self.process = process
        self.source = source
        self.isVerified = isVerified
    }

    /// How a sender's process is known.
    public enum Source: String, Hashable, Sendable {
        /// It was there when the notification came (proc(5)).
        case living = "netlink portid"
        /// It was seen when it was started (`CN_IDX_PROC`, `linux/cn_proc.h`).
        case connector = "process connector"
        /// The kernel named it with the transaction (`NFTA_GEN_PROC_PID`, `NFTA_GEN_PROC_NAME`).
        case transaction = "nftables generation"
        /// It isn't.
        case nothing = ""
    }
}
