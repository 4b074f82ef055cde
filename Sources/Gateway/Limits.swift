public import NIOCore

/// The largest inputs and longest waits that the gateway accepts.
public struct Limits: Sendable {
    /// Bytes of a request's body; a transaction of 10,000 routes has about 2 MB.
    public var body = 16 << 20
    /// Bytes of a YAML body; aliases make YAML larger than it looks.
    public var yamlBody = 4 << 20
    /// Values in a YAML body after its aliases were followed.
    public var yamlNodes = 1_000_000
    /// Answers that are kept to be given again; a commit makes all of them old.
    public var keptAnswers = 2048
    /// Bytes of an answer that is kept.
    public var keptAnswerBody = 4 << 10
    /// Bytes of one header line.
    public var headerField = 16 << 10
    /// Bytes of all header lines and the request line.
    public var headers = 64 << 10
    /// Header lines.
    public var headerCount = 100
    /// Bytes of a request id, an idempotency key or a change message.
    public var headerText = 1024
    /// Connections at a time on each socket; more wait in the kernel's queue.
    public var connections = 1024
    /// Connections at a time on the unix socket of one user; more are answered with 503.
    public var connectionsPerUser = 512
    /// Of `connections` on the unix socket, those that nobody but root gets.
    public var connectionsForRoot = 32
    /// Watches and long polls at a time.
    public var streams = 256
    /// Resources on a page of a list, or changes on a page of history, when a page is asked for.
    public var page = 10_000
    /// Changes on a page of history when the request doesn't say.
    public var historyPage = 100
    /// From the first byte of a request until its header is complete.
    public var headerTime = TimeAmount.seconds(10)
    /// From the header until the body is complete.
    public var bodyTime = TimeAmount.seconds(60)
    /// How long a connection may stay open without a request.
    public var idleTime = TimeAmount.seconds(75)
    /// How long a client may take to accept what was written to it.
    public var writeTime = TimeAmount.seconds(30)
    /// How long a connection that is being closed may still send what nobody reads.
    public var lingerTime = TimeAmount.seconds(5)
    /// The longest that `?timeout=` may ask for.
    public var waitTime = Duration.seconds(300)
    /// After how long a watch in which nothing happens gets a bookmark.
    public var bookmarkTime = Duration.seconds(30)

    /// The limits that fit a host's network.
    public init() {}
}
