internal import CLinux
public import Glibc

/// A program that a test runs to its end.
public struct Command {
    /// What a program left behind.
    public struct Outcome: Sendable {
        /// The exit status; 128 and the signal where one ended it.
        public var status: Int32
        /// What it printed.
        public var output: String
        /// What it complained of.
        public var errors: String
    }

    /// Longer than anything that isn't stuck.
    private static let patience = Duration.seconds(60)

    /// Runs a program on the calling thread, in its network namespace.
    ///
    /// Not with Foundation's `Process`: its `run` has crashed now and then among tests that run at the same time.
    ///
    /// - Throws: When it can't be started, or doesn't end in a minute.
    public static func run(
        _ words: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> Outcome {
        let file = try Scratch(input)
        var (output, errors) = (try Pipe(), try Pipe())
        let pid = try spawn(
            words, [0: file.descriptor, 1: output.writeEnd, 2: errors.writeEnd], environment: environment)
        output.closeWriteEnd()
        errors.closeWriteEnd()
        let deadline = ContinuousClock.now + patience
        var texts: [[UInt8]] = [[], []]
        var open = [output.readEnd, errors.readEnd]
        while open.contains(where: { $0 >= 0 }) {
            var entries = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard ContinuousClock.now < deadline, poll(&entries, 2, 1_000) >= 0 else {
                kill(pid, SIGKILL)
                _ = end(of: pid)
                throw CommandError("'\(words.joined(separator: " "))' doesn't end")
            }
            for (index, entry) in entries.enumerated() where entry.revents != 0 {
                if !append(entry.fd, to: &texts[index]) { open[index] = -1 }
            }
        }
        return Outcome(
            status: end(of: pid), output: String(decoding: texts[0], as: UTF8.self),
            errors: String(decoding: texts[1], as: UTF8.self))
    }

    private static func append(_ descriptor: Int32, to bytes: inout [UInt8]) -> Bool {
        var part = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(descriptor, &part, part.count)
        if count > 0 { bytes += part.prefix(count) }
        return count > 0
    }

    /// Starts a program, found in PATH, with these as its descriptors 0 to 2.
    public static func spawn(
        _ words: [String], _ descriptors: [Int32: Int32], environment: [String: String] = [:]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in descriptors.sorted(by: { $0.key < $1.key }) {
            posix_spawn_file_actions_adddup2(&actions, source, target)
        }
        let names: [String] = ["PATH", "HOME", "LD_LIBRARY_PATH"]
        let inherited: [(String, String)] = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        let variables = Dictionary(inherited) { $1 }.merging(environment) { $1 }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in arguments + settings { free(text) } }
        var pid: pid_t = 0
        let result = posix_spawnp(&pid, words[0], &actions, nil, &arguments, &settings)
        guard result == 0 else { throw CommandError("\(words[0]) can't be started: errno \(result)") }
        return pid
    }

    /// Ends a program as Ctrl-C does.
    public static func interrupt(_ pid: pid_t) {
        kill(pid, SIGINT)
        _ = end(of: pid)
    }

    /// Waits for a program's end.
    public static func end(of pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}

/// A program that couldn't be run.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
