/// What somebody else did to an object of ours, and what was done about it.
public struct Drift: FieldRecord {
    /// When it was put right, adopted or seen: RFC 3339, UTC.
    public var time = ""
    /// Since when it was so, as far as the kernel told.
    public var since = ""
    /// `deleted`, or what was changed.
    public var found = ""
    /// What was done.
    public var action = ""
    /// Who it was.
    public var by = ChangeAuthor()

    /// Nothing found.
    public init() {}
    /// A finding.
    public init(time: String, since: String = "", found: String, action: String = "", by: ChangeAuthor = ChangeAuthor())
    {
        (self.time, self.since, self.found, self.action, self.by) = (time, since, found, action, by)
    }

    /// Every member.
    public static let fields: FieldList<Drift> = [
        Field("time", \.time, "When it was put right or seen: RFC 3339, UTC."),
        Field("since", \.since, "When the kernel told of it: RFC 3339, UTC; absent where it didn't.", .omitsEmpty),
        Field("found", \.found, "`deleted`, or what was changed and from what to what."),
        Field("action", \.action, "What was done, such as `add address eth0/192.0.2.10/24`.", .omitsEmpty),
        Field("by", \.by, "Who it was, as far as the kernel tells."),
    ]
}

/// Who changed something in the kernel, as far as the kernel tells.
public struct ChangeAuthor: FieldRecord {
    /// For people: `ip[4711] uid:0(root)`, `claimed pid 4711` or `unknown`.
    public var who = ChangeAuthor.unknown
    /// The number of the sender's netlink socket.
    public var claimedPid: UInt32 = 0
    /// The process' name.
    public var command = ""
    /// The program that it runs.
    public var executable = ""
    /// What it was started with.
    public var commandLine = ""
    /// As whom it runs.
    public var uid: UInt32?
    /// The user who logged in.
    public var loginUid: UInt32?
    /// How the process is known.
    public var source = ""
    /// Whether the process had the sender's socket open when it was looked at.
    public var verified = false

    /// Who isn't known is called so.
    public static let unknown = "unknown"

    /// Nobody who is known.
    public init() {}

    /// Every member.
    public static let fields: FieldList<ChangeAuthor> = [
        Field("who", \.who, "`ip[4711] uid:0(root)`, `claimed pid 4711`, or `unknown` where the kernel doesn't tell."),
        Field(
            "claimedPid", \.claimedPid,
            "The number of the netlink socket that asked for it: the program's pid, unless it chose another. nlmsg_pid.",
            .omitsEmpty),
        Field("command", \.command, "The process' name. /proc/PID/comm.", .omitsEmpty),
        Field("executable", \.executable, "The program. /proc/PID/exe.", .omitsEmpty),
        Field(
            "commandLine", \.commandLine, "Its command line, cut short and without what looks like a secret.",
            .omitsEmpty),
        Field("uid", \.uid, "As whom it ran.", .omitsEmpty),
        Field("loginUid", \.loginUid, "Who had logged in, which su and sudo leave. /proc/PID/loginuid.", .omitsEmpty),
        Field(
            "source", \.source,
            "`netlink portid`: the process was there when the kernel told; `process connector`: it was seen when it was started.",
            .omitsEmpty),
        Field(
            "verified", \.verified,
            "Whether the process had that very socket open; else it is who has the claimed pid.", .omitsEmpty),
    ]
}
