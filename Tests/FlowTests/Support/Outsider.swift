import FlowSupport
import Glibc
import TestSupport

/// `ip -batch -` that goes on living while it is fed: somebody who is still there when one looks.
final class Outsider: Sendable {
    /// Its process.
    let pid: pid_t
    private let input: Pipe

    private init(pid: pid_t, input: Pipe) { (self.pid, self.input) = (pid, input) }

    /// Starts it in a host's network.
    static func start(on host: Host, _ options: [String] = []) async throws -> Outsider {
        try await host.inside {
            let input = try Pipe()
            let words = ["ip"] + options + ["-force", "-batch", "-"]
            return Outsider(pid: try Command.spawn(words, [0: input.readEnd]), input: input)
        }
    }

    deinit {
        close(input.writeEnd)
        _ = Command.end(of: pid)
    }

    /// Has it run a command.
    func ip(_ words: String) throws {
        let line = Array((words + "\n").utf8)
        guard write(input.writeEnd, line, line.count) == line.count else {
            throw FlowError("ip \(words): errno \(errno)")
        }
    }
}
