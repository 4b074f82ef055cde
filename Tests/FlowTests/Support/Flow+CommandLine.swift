import TestSupport

extension Flow {
    /// Runs the command line against the daemon.
    func cli(
        _ words: String..., input: String = "", environment: [String: String] = [:]
    ) async throws -> Command.Outcome {
        let own = ["NETSTRATA_SOCKET": client.socket, "TMPDIR": folder]
        return try await host.run([Daemon.program] + words, input: input, environment: own.merging(environment) { $1 })
    }
}
