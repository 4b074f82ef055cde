import CLinux
import Glibc
package import Resources
package import TestSupport

/// A network namespace of its own, gone with its last holder: a host, as far as the daemon can see.
package final class Host: Sendable {
    private let descriptor: Int32

    /// A namespace with its loopback link up.
    package init() async throws {
        descriptor = try await Threads.run {
            let own = try Self.open()
            defer { close(own) }
            guard unshare(newNetwork) == 0 else { throw FlowError("unshare: errno \(errno)") }
            defer { setns(own, newNetwork) }
            return try Self.open()
        }
        try await ip("link set lo up")
        // Tests that want duplicate address detection say so; it takes a second.
        for name in ["all", "default"] { try await set("ipv6/conf/\(name)/accept_dad", "0") }
    }

    deinit { close(descriptor) }

    /// Where programs find the namespace while the test runs.
    package var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    private static func open() throws -> Int32 {
        let descriptor = Glibc.open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FlowError("the network namespace can't be opened: errno \(errno)") }
        return descriptor
    }

    /// Runs a body on a thread that is in the namespace; sockets and programs that it opens stay there.
    package func inside<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await Threads.run { [self] in
            let own = try Self.open()
            defer { close(own) }
            guard setns(descriptor, newNetwork) == 0 else { throw FlowError("setns: errno \(errno)") }
            defer { setns(own, newNetwork) }
            return try body()
        }
    }

    /// Runs a program in the namespace, whatever its exit status.
    package func run(
        _ words: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Command.Outcome {
        try await inside { try Command.run(words, input: input, environment: environment) }
    }

    /// Runs `ip`, the reference for what the kernel has.
    ///
    /// - Throws: What `ip` says when it refuses.
    @discardableResult
    package func ip(_ words: String) async throws -> String {
        let outcome = try await run(["ip"] + words.split(separator: " ").map(String.init))
        guard outcome.status == 0 else { throw FlowError("ip \(words): \(outcome.errors)") }
        return outcome.output
    }

    /// Runs many `ip` commands, a line each.
    package func batch(_ lines: [String]) async throws {
        let outcome = try await run(["ip", "-force", "-batch", "-"], input: lines.joined(separator: "\n") + "\n")
        guard outcome.status == 0 else { throw FlowError("ip -batch: \(outcome.errors)") }
    }

    /// What `ip -j` prints.
    package func json(_ words: String) async throws -> [JSON] {
        let text = try await ip("-j \(words)")
        guard !text.isEmpty else { return [] }
        return (try JSON(parsing: text).elements ?? []).filter { $0 != [:] }
    }

    /// Makes a veth pair with both ends up; the far end stays in the namespace as `<name>p`.
    package func veth(_ name: String) async throws {
        try await ip("link add \(name) up type veth peer name \(name)p")
        try await ip("link set \(name)p up")
        try await eventually("\(name) has its carrier") {
            try await ip("link show \(name)").contains("state UP")
        }
    }

    /// Sets a value below `/proc/sys/net`.
    package func set(_ name: String, _ value: String) async throws {
        try await inside {
            let file = Glibc.open("/proc/sys/net/\(name)", O_WRONLY | O_CLOEXEC)
            defer { close(file) }
            guard file >= 0, write(file, value, value.utf8.count) > 0 else {
                throw FlowError("/proc/sys/net/\(name): errno \(errno)")
            }
        }
    }

    /// Waits until something holds, looking again after each event of the kernel's.
    ///
    /// - Throws: When it doesn't hold before the time is over.
    package func eventually(
        _ what: String, within time: Duration = .seconds(30), _ holds: () async throws -> Bool
    ) async throws {
        let events = try await KernelEvents(self)
        let deadline = ContinuousClock.now + time
        while try await !holds() {
            guard ContinuousClock.now < deadline else { throw FlowError("not within \(time): \(what)") }
            // Some changes have no event (IPv4 routes of a link that goes down), so it looks without one too.
            _ = try await events.next(before: min(deadline, .now + .milliseconds(100)))
        }
    }
}
