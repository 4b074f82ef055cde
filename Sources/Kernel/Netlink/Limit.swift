/// The module's limits.
enum Limit {
    /// The receive buffer of a request, in bytes; the kernel's dumps come in pieces of at most 32 KiB.
    static let datagram = 64 << 10
    /// What the request socket's buffers are raised to, in bytes, where that is permitted.
    static let requestBuffer: Int32 = 4 << 20
    /// What the receive buffer is raised to into which the kernel writes the handles of new rules, in bytes: of ten thousand.
    static let handleBuffer: Int32 = 16 << 20
    /// What the monitor's receive buffer is raised to, in bytes.
    static let monitorBuffer: Int32 = 8 << 20
    /// What one acknowledgement with its text takes of a receive buffer, in bytes: an skb's `truesize` of up to 1,280.
    static let acknowledgementFootprint = 1_280
    /// Messages to a send.
    static let batchMessages = 1_024
    /// Bytes to a send at which a batch is cut, however large the send buffer is.
    static let batchBytes = 1 << 20
    /// Bytes of peers in a message about a WireGuard link; the attribute that holds them has a length of 16 bits.
    static let tunnelMessage = 32 << 10
    /// The bytes that a send always takes: more than any message we build.
    static let smallestSend = 2_048
    /// Seconds to wait for an answer of the kernel, which comes at once if at all.
    static let replySeconds = 10
    /// How often a dump that was disturbed is tried.
    static let dumpAttempts = 16
    /// Notifications that are taken at once.
    static let notifications = 32
    /// The bytes of a notification: a link's are some 2 KiB, those of a route with hundreds of next hops more.
    static let notification = 16 << 10
    /// How often a monitor takes notifications before it passes a wake-up on, so that a storm can't hold it up.
    static let monitorBurst = 4
    /// How many numbers of links that have gone are remembered, besides as many as there are links.
    static let linksGone = 256
    /// The most names of bits that a set has.
    static let ethernetWords = 4_096
    /// The most queues that a driver's table names.
    static let hashTable = 65_536
    /// The most bytes of a driver's key.
    static let hashKey = 256
    /// How many times as many links there have to be as are asked for, before each is asked by itself.
    static let dumpAdvantage = 16
    /// Bytes that are read of a file in /proc or /sys.
    static let smallFile = 4_096
    /// Bytes of one of the host's files that is read or written.
    static let hostFile = 1 << 20
    /// Folders that are made for one of the host's files.
    static let madeFolders = 3
    /// Bytes of a host's name (`__NEW_UTS_LEN`, `linux/utsname.h`).
    static let hostName = 64
    /// Bytes of a setting's name below /proc/sys.
    static let parameterName = 255
    /// Bytes of a setting's value.
    static let parameterValue = 4_096
    /// Bytes of a message on the bus that is read.
    static let busMessage = 64 << 10
    /// Bytes of a mount table that is read.
    static let mountTable = 4 << 20
    /// Arenas of the allocator where threads run at the same time.
    static let heapCount: Int32 = 4
    /// Bytes that the heap grows by; pages that nothing is written to take no memory.
    static let heapStep: Int32 = 16 << 20
    /// Bytes at the end of the heap that may be free.
    static let heapRest: Int32 = 256 << 20
    /// Bytes from which on a piece is a mapping of its own: the most that mallopt(3) takes (`HEAP_MAX_SIZE / 2`).
    static let heapPiece: Int32 = 32 << 20
    /// Bytes of a line between the daemon and its helper: a file's text with every byte escaped, and what stands around it.
    static let line = 8 << 20
    /// Objects whose last foreign change is remembered; at times twice as many.
    static let foreignChanges = 4_096
    /// How long a foreign change explains what is found.
    static let foreignChangeAge = Duration.seconds(60)
    /// How soon after a change with a sender the kernel tells of it again without one.
    static let foreignEcho = Duration.milliseconds(50)
    /// How long what our own change took along may go unnoticed.
    static let ownDisturbanceAge = Duration.seconds(5)
    /// How long the number of a socket is taken to be who it was.
    static let senderTrust = Duration.seconds(1)
    /// How many senders are remembered for that long.
    static let recentSenders = 256
    /// How many started processes are remembered; at times twice as many.
    static let startedProcesses = 1_024
    /// Started processes that are looked at in a second; on a host that starts more, those after them stay unknown.
    static let processStarts = 200
    /// What the connector's receive buffer is, in bytes: some hundreds of events.
    static let connectorBuffer: Int32 = 256 << 10
    /// Bytes of a command line that are kept.
    static let commandLine = 160
    /// Bytes that are read of the table of netlink sockets.
    static let socketTable = 64 << 10
    /// How many of a process' descriptors are looked at.
    static let processDescriptors = 256
    /// How long what needs a link's carrier is kept to be put back: longer than any sensible `updelay` of a bond.
    static let carrierWait = Duration.seconds(60)
}
