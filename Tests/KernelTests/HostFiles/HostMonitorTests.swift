import Foundation
import Testing

@testable import Kernel

@Suite struct `A monitor of the host` {
    /// Waits for a wake-up.
    private static func wakes(_ stream: AsyncStream<Void>, within time: Duration = .seconds(10)) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in stream { return true }; return false
            }
            group.addTask { (try? await Task.sleep(for: time)) == nil }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    @Test(arguments: ["appending", "replacing", "deleting", "changing the mode"])
    func `tells of every way to change a file`(_ way: String) async throws {
        let folder = try Folder()
        try folder.write("etc/hosts", "mine\n")
        let monitor = try HostMonitor(folder.root)
        defer { monitor.stop() }
        let stream = monitor.wakeUps(on: .files)
        let path = folder.root.path("etc/hosts")
        switch way {
        case "appending":
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data("more\n".utf8))
        case "replacing": try "new\n".write(toFile: path, atomically: true, encoding: .utf8)
        case "deleting": try FileManager.default.removeItem(atPath: path)
        default: try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        #expect(await Self.wakes(stream))
    }

    @Test func `tells of a folder that comes, and of what happens in it afterwards`() async throws {
        let folder = try Folder()
        let monitor = try HostMonitor(folder.root)
        defer { monitor.stop() }
        let first = monitor.wakeUps(on: .files)
        try folder.makeFolder(for: "etc/hosts")
        #expect(await Self.wakes(first))
        let second = monitor.wakeUps(on: .files)
        try folder.write("etc/hosts", "mine\n")
        #expect(await Self.wakes(second))
    }

    @Test func `says nothing of other files`() async throws {
        let folder = try Folder()
        try folder.makeFolder(for: "etc/hosts")
        let monitor = try HostMonitor(folder.root)
        defer { monitor.stop() }
        let stream = monitor.wakeUps(on: [.files, .names])
        try folder.write("etc/passwd", "x\n")
        #expect(await !Self.wakes(stream, within: .milliseconds(300)))
        let next = monitor.wakeUps(on: .files)
        try folder.write("etc/hosts", "x\n")
        #expect(await Self.wakes(next))
    }
}
