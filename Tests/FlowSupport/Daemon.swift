package import Glibc
import TestSupport

/// The real daemon, as a process in a host of its own.
package actor Daemon {
    /// The program that was built with the tests.
    package static let program: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? Files.target(ofLink: "/proc/self/exe")
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder + "/netstrata"
    }()

    package nonisolated let client: Client
    package nonisolated let state: String
    private let folder: String
    private let log: String
    private var process: (pid: pid_t, life: Pipe)?

    /// A daemon that isn't started yet, with its files in a folder.
    package init(folder: String) {
        self.folder = folder
        client = Client(socket: folder + "/api.sock")
        state = folder + "/state"
        log = folder + "/log"
    }

    /// Its process.
    package var pid: pid_t { process?.pid ?? 0 }

    /// What it said so far.
    package var words: String { Files.text(log) }

    /// Starts it, and waits until it says that it is ready (sd_notify(3)).
    package func start(on host: Host, _ options: [String] = []) async throws {
        let notify = try NotifySocket(folder + "/notify")
        var life = try Pipe()
        let lifeEnd = life.writeEnd
        // Ends with the test, whatever becomes of that.
        // Files and names of this machine are nobody's to test with.
        let root = options.contains("--root") ? [] : ["--root", folder + "/root"]
        let words =
            ["setpriv", "--pdeathsig", "KILL", Self.program, "serve", "--state", state, "--socket", client.socket]
            + ["--log-level", "info"] + root + options
        let log = log
        let path = notify.path
        let pid = try await host.inside {
            let errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard errors >= 0 else { throw FlowError("\(log): errno \(errno)") }
            defer { close(errors) }
            return try Command.spawn(words, [1: lifeEnd, 2: errors], environment: ["NOTIFY_SOCKET": path])
        }
        life.closeWriteEnd()
        process = (pid, life)
        let lifeDescriptor = life.readEnd
        let isReady = try await Threads.run { notify.isTold("READY=1", unlessReadable: lifeDescriptor) }
        guard isReady else {
            let status = try await end()
            throw FlowError("the daemon ended with \(status) before it was ready:\n\(self.words)")
        }
    }

    /// Asks it to end.
    ///
    /// - Returns: Its exit status.
    @discardableResult
    package func stop() async throws -> Int32 {
        guard let process else { return 0 }
        kill(process.pid, SIGTERM)
        return try await end()
    }

    /// Ends it at once.
    package func crash() async throws {
        guard let process else { return }
        kill(process.pid, SIGKILL)
        _ = try await end()
    }

    private func end() async throws -> Int32 {
        guard let process else { return 0 }
        self.process = nil
        return try await Threads.run {
            if !Threads.isReadable(process.life.readEnd, before: .now + .seconds(30)) {
                kill(process.pid, SIGKILL)
                _ = Command.end(of: process.pid)
                throw FlowError("the daemon doesn't end")
            }
            return Command.end(of: process.pid)
        }
    }
}

/// Where the daemon says that it is ready.
struct NotifySocket: Sendable {
    let path: String
    private let receiver: Receiver

    private final class Receiver: Sendable {
        let descriptor: Int32
        init(_ descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }
    }

    init(_ path: String) throws {
        self.path = path
        unlink(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        receiver = Receiver(descriptor)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw FlowError("\(path): errno \(errno)") }
    }

    /// Waits for a message, unless another descriptor becomes readable: then nobody will say anything any more.
    func isTold(_ message: String, unlessReadable other: Int32) -> Bool {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            var entries = [receiver.descriptor, other].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&entries, 2, 1_000) > 0 else { continue }
            guard entries[0].revents != 0 else { return false }
            var bytes = [UInt8](repeating: 0, count: 1024)
            let count = recv(receiver.descriptor, &bytes, bytes.count, 0)
            if String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).contains(message) { return true }
        }
        return false
    }
}
