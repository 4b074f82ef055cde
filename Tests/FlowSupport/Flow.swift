import Testing

/// A host with a daemon, for the length of a test.
package struct Flow: Sendable {
    package var host: Host
    package let daemon: Daemon
    package let folder: String
    package var client: Client { daemon.client }

    /// Runs a test against a daemon of its own, on a host that is prepared before it starts: with `eth0`, a veth, at least.
    package static func run(
        _ options: [String] = [], startsDaemon: Bool = true,
        prepare: @Sendable (Host) async throws -> Void = { try await $0.veth("eth0") },
        _ body: @Sendable (Flow) async throws -> Void
    ) async throws {
        try await Turns.shared.take {
            let folder = try Files.makeFolder()
            let host = try await Host()
            try await prepare(host)
            let flow = Flow(host: host, daemon: Daemon(folder: folder), folder: folder)
            do {
                if startsDaemon { try await flow.daemon.start(on: host, options) }
                try await body(flow)
            } catch is ExpectationFailedError {
                Issue.record("the daemon said:\n\(await flow.daemon.words)")
            } catch {
                Issue.record(error, "the daemon said:\n\(await flow.daemon.words)")
            }
            try await flow.daemon.crash()
            _ = try await host.run(["rm", "-rf", folder])
        }
    }

    /// The same daemon, which was started on another host.
    package func moved(to host: Host) -> Flow { Flow(host: host, daemon: daemon, folder: folder) }

    /// Stops the daemon and starts it again.
    package func restart() async throws {
        try await daemon.stop()
        try await daemon.start(on: host)
    }

    /// Stops the daemon, and starts it on another host with the database that it had, as after a reboot.
    ///
    /// - Returns: The same flow there.
    package func rebooted(
        prepare: @Sendable (Host) async throws -> Void = { try await $0.veth("eth0") }
    ) async throws -> Flow {
        try await daemon.stop()
        let host = try await Host()
        try await prepare(host)
        try await daemon.start(on: host)
        return moved(to: host)
    }
}

/// Lets only so many tests run at once as the processors bear; what waits costs nothing.
private actor Turns {
    static let shared = Turns()

    private var free = 3
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take(_ body: @Sendable () async throws -> Void) async throws {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { leave() }
        try await body()
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
