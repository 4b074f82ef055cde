import Foundation
import Glibc
import NIOCore

/// A `netstrata serve` with a database of its own.
final class Daemon {
    /// The token that writes over TCP.
    static let token = "benchmark-0123456789abcdef"
    /// The commands that give a network namespace a link with a neighbour to route to.
    static let network = """
        ip link set lo up && ip link add bench0 type veth peer name bench1 && ip address add 192.0.2.2/24 dev bench0 &&
        ip link set bench1 up && ip link set bench0 up
        """

    /// What differs from daemon to daemon.
    struct Options {
        /// A network namespace of its own, besides the benchmark's.
        var isApart = false
        /// The port on loopback, if it listens there.
        var port: Int?
        /// How many writes may share a commit, if not as many as wait.
        var writesPerCommit: Int?
        /// Whether it keeps its audit log.
        var keepsAudit = true
    }

    let folder: String
    private let path: String
    private let options: Options
    private(set) var program: Program

    var socket: Endpoint { .unix(folder + "/api.sock") }
    var database: String { folder + "/state/netstrata.db" }

    init(_ path: String, folder: String, _ options: Options = Options()) throws {
        self.path = path
        self.folder = folder
        self.options = options
        try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
        for path in [folder, folder + "/state"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        }
        let tokens = folder + "/tokens"
        try Data("bench \(Self.token)\n".utf8).write(to: URL(fileURLWithPath: tokens))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: tokens)
        program = try Self.start(path, folder, options)
        try waitUntilReady()
    }

    private static func start(_ path: String, _ folder: String, _ options: Options) throws -> Program {
        var words = [path, "serve", "--state", folder + "/state", "--socket", folder + "/api.sock"]
        words += ["--log-level", "warning"]
        if let port = options.port { words += ["--listen", "127.0.0.1:\(port)", "--token-file", folder + "/tokens"] }
        if let count = options.writesPerCommit { words += ["--writes-per-commit", "\(count)"] }
        if !options.keepsAudit { words.append("--without-audit") }
        guard options.isApart else { return try Program(path, Array(words.dropFirst()), log: folder + "/log") }
        let script = network + " && exec \"$@\""
        return try Program("/usr/bin/unshare", ["-n", "sh", "-c", script, "sh"] + words, log: folder + "/log")
    }

    /// Waits until every controller has made its first pass.
    private func waitUntilReady() throws {
        try Stopwatch.wait("netstrata to be ready") {
            guard program.isRunning else {
                throw BenchmarkError.program((try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "")
            }
            guard let connection = try? Connection(socket) else { return false }
            defer { connection.close() }
            return (try? connection.ask(HTTPRequest("GET", "/readyz"))) != nil
        }
    }

    /// Opens a watch, and tells of each of its lines.
    ///
    /// - Returns: What ends it when it is called.
    func watch(_ path: String, _ tell: @escaping @Sendable (String, NIODeadline) -> Void) throws -> () -> Void {
        let watcher = try socket.connect(Connection.loops) { EventHandler(tell) }.wait()
        try watcher.writeAndFlush(HTTPRequest("GET", path + "?watch=true").bytes).wait()
        return { watcher.close(promise: nil) }
    }

    func stop() throws { try program.stop() }

    /// Starts it again, after `stop`.
    ///
    /// - Returns: Seconds until it was ready.
    func startAgain() throws -> Double {
        try Stopwatch.time {
            program = try Self.start(path, folder, options)
            try waitUntilReady()
        }
    }

    /// Stops it and throws its database away.
    func discard() throws {
        try stop()
        try FileManager.default.removeItem(atPath: folder)
    }
}
