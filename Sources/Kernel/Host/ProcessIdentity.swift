/// Who a process is, as far as /proc tells (proc(5)).
public struct ProcessIdentity: Hashable, Sendable {
    /// Its number in our PID namespace.
    public var pid: Int32
    /// The name that the process gave itself, at most 15 bytes (`comm`).
    public var command: String
    /// The program's path (`exe`); `nil` when we may not know.
    public var executable: String?
    /// The user who logged in, which su and sudo leave as it is (`loginuid`); `nil` when no one did.
    public var loginUID: UInt32?
    /// As whom it runs (effective user); `nil` where nobody looked.
    public var user: UInt32?
    /// What it was started with, cut short and without what may be secret; empty where nobody looked.
    public var commandLine: String

    /// What is known of it.
    public init(
        pid: Int32, command: String, executable: String? = nil, loginUID: UInt32? = nil, user: UInt32? = nil,
        commandLine: String = ""
    ) {
        self.pid = pid
        self.command = command
        self.executable = executable
        self.loginUID = loginUID
        self.user = user
        self.commandLine = commandLine
    }

    /// Looks at a process; `nil` when there is none of this number.
    public init?(pid: Int32) {
        guard pid > 0, let command = SmallFile.text("/proc/\(pid)/comm") else { return nil }
        // (uid_t) −1 is "not set" (proc(5)).
        let loginUID = SmallFile.text("/proc/\(pid)/loginuid").flatMap { UInt32($0) }
        self.init(
            pid: pid, command: command, executable: SmallFile.target(ofLink: "/proc/\(pid)/exe"),
            loginUID: loginUID == .max ? nil : loginUID)
    }

    /// Looks at a process, its user and its command line too.
    init?(closely pid: Int32) {
        // What goes first when a process ends is looked at first.
        let commandLine = SmallFile.bytes("/proc/\(pid)/cmdline", atMost: Limit.smallFile) ?? []
        let user = SmallFile.owner("/proc/\(pid)")
        self.init(pid: pid)
        self.user = user
        self.commandLine = CommandLineText.shown(commandLine)
    }
}
