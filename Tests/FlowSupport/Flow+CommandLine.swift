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

    /// Runs the command line on a terminal of its own, and types something when it shows certain words.
    ///
    /// - Parameters:
    ///   - words: The command; none has a quote in it.
    ///   - prompt: What it shows then, in the letters of grep(1).
    ///   - keys: What is typed, in the letters of printf(1).
    /// - Returns: What the terminal showed, and the command's exit status.
    /// - Throws: When it can't be started, or doesn't end in a minute.
    package func onTerminal(
        _ words: String..., until prompt: String, typing keys: String
    ) async throws -> Command.Outcome {
        let command = "exec " + ([Daemon.program] + words).map { "'\($0)'" }.joined(separator: " ")
        let log = folder + "/terminal"
        let script = """
            (until grep -q "$2" "$1" 2>/dev/null; do sleep 0.05; done; printf "$3") | script -qefc "$0" "$1"
            """
        let own = ["NETSTRATA_SOCKET": client.socket, "TMPDIR": folder, "SHELL": "/bin/sh", "TERM": "xterm"]
        return try await host.run(["sh", "-c", script, command, log, prompt, keys], environment: own)
    }

    /// The root of the host's files, unless the daemon was started with another.
    package var root: Root { Root(path: folder + "/root") }
}
