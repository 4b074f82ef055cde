package import TestSupport

extension Flow {
    /// Runs the command line against the daemon.
    package func cli(
        _ words: String..., input: String = "", environment: [String: String] = [:]
    ) async throws -> Command.Outcome {
        try await cli(words, input: input, environment: environment)
    }

    /// Runs the command line with words that a test put together.
    package func cli(
        _ words: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> Command.Outcome {
        let own = ["NETSTRATA_SOCKET": client.socket, "TMPDIR": folder]
        return try await host.run([Daemon.program] + words, input: input, environment: own.merging(environment) { $1 })
    }

    /// The root of the host's files, unless the daemon was started with another.
    package var root: Root { Root(path: folder + "/root") }
}
