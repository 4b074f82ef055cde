import Glibc
import NIOPosix

/// An output of the program: a terminal, a pipe or a file.
struct Terminal: Sendable {
    /// Where results go.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Where errors and remarks go.
    static let error = Terminal(descriptor: STDERR_FILENO)

    let descriptor: CInt

    /// Whether a person looks at it.
    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Whether colours are wanted: on a terminal that knows them, unless NO_COLOR is set (no-color.org).
    var hasColours: Bool {
        isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty && Environment["TERM"] != "dumb"
    }

    /// Characters in a line, where it is a terminal.
    var width: Int? {
        guard isTerminal else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// Writes all of a text; `false` when that fails, with the reason in `errno`.
    ///
    /// When the reader is gone (`netstrata get … | head`), the program ends quietly, as it would by SIGPIPE.
    @discardableResult func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, Array(rest), rest.count)
            if count < 0, errno == EPIPE { Glibc.exit(128 + SIGPIPE) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}

/// The process's environment.
enum Environment {
    /// The value of a variable.
    static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

/// Runs what may block on a thread that may be blocked.
func offThePool<Success: Sendable>(_ body: @escaping @Sendable () -> Success) async -> Success {
    await withCheckedContinuation { continuation in
        NIOThreadPool.singleton.submit { _ in continuation.resume(returning: body()) }
    }
}

/// How a piece of text stands out on a terminal (ECMA-48 SGR).
enum Style: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"

    /// The text with the style around it.
    func applied(to text: String, if isWanted: Bool) -> String {
        isWanted ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }

    /// How far a spec got, in a colour that says whether that is good (`ApplyStatus.State`).
    init?(state: String) {
        switch state {
        case "applied", "true": self = .green
        case "waiting", "paused", "drifted", "tearingDown", "shadowed": self = .yellow
        case "refused", "foreignConflict", "notSupported": self = .red
        default: return nil
        }
    }
}
