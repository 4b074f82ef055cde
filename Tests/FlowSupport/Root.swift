import Glibc
import TestSupport

/// A folder that stands for the host's root: daemons of tests never touch the real one.
package struct Root: Sendable {
    package let path: String

    package init() throws { path = try Files.makeFolder() }

    /// A folder that is there, or will be.
    package init(path: String) { self.path = path }

    /// The path of something below it.
    package func path(_ relative: String) -> String { path + "/" + relative }

    /// Puts a file there at once, as editors do it, and makes the folders that it needs.
    package func write(_ relative: String, _ text: String, mode: UInt32 = 0o644) throws {
        try makeFolders(for: relative)
        let new = path(relative) + ".edited"
        try Files.write(text, to: new, mode: mode)
        guard chmod(new, mode) == 0, rename(new, path(relative)) == 0 else {
            throw FlowError("\(relative): errno \(errno)")
        }
    }

    package func makeFolders(for relative: String) throws {
        var folder = path
        for name in relative.split(separator: "/").dropLast() {
            folder += "/\(name)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
                throw FlowError("mkdir \(folder): errno \(errno)")
            }
        }
    }

    package func text(_ relative: String) -> String { Files.text(path(relative)) }

    package func has(_ relative: String) -> Bool { Files.exists(path(relative)) }

    /// The permission bits of a file.
    package func mode(_ relative: String) -> UInt32 {
        var status = stat()
        return lstat(path(relative), &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    /// Runs a test with a daemon whose root it is.
    package static func run(
        _ prepare: (Root) throws -> Void = { _ in }, _ body: @escaping @Sendable (Flow, Root) async throws -> Void
    ) async throws {
        let root = try Root()
        try prepare(root)
        try await Flow.run(["--root", root.path]) { flow in
            try await flow.host.ip("address add 192.0.2.9/24 dev eth0")
            try await body(flow, root)
        }
        _ = try await Threads.run { try Command.run(["rm", "-rf", root.path]) }
    }
}
