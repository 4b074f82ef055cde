import Glibc

/// A program that a person uses meanwhile, such as an editor.
///
/// Nothing that the daemon does needs another program.
public enum ChildProcess {
    /// How it ended.
    public enum Outcome: Hashable, Sendable {
        /// By itself, with its exit status.
        case exited(CInt)
        /// By a signal.
        case signalled(CInt)
        /// It never ran: posix_spawn(3) gave this error number.
        case notStarted(CInt)
    }

    /// Runs a program with this process's terminal and environment, and blocks the thread until it ends.
    ///
    /// Keys that interrupt the program leave this process alone, as system(3) does it.
    public static func run(_ path: String, _ arguments: [String]) -> Outcome {
        let interrupt = signal(SIGINT, SIG_IGN)
        let quit = signal(SIGQUIT, SIG_IGN)
        defer {
            signal(SIGINT, interrupt)
            signal(SIGQUIT, quit)
        }
        var pid = pid_t()
        let code = spawn(path, [path] + arguments, &pid)
        guard code == 0 else { return .notStarted(code) }
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // WIFSIGNALED and WEXITSTATUS of wait(2) are macros, which Swift doesn't see.
        let number = status & 0x7F
        return number == 0 ? .exited(status >> 8 & 0xFF) : .signalled(number)
    }

    private static func spawn(_ path: String, _ arguments: [String], _ pid: inout pid_t) -> CInt {
        // The ignored signals would be inherited: the program gets their defaults back.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGQUIT, SIGPIPE] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        return posix_spawn(&pid, path, nil, &attributes, words, environ)
    }
}
