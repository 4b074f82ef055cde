import Foundation
import Glibc
import NetworkTypes
import Testing

@testable import Kernel

@Suite struct Host {
    @Test func `the boot clock runs on`() {
        let first = HostClock.bootTime
        #expect(first > .zero)
        #expect(HostClock.bootTime >= first)
    }

    @Test func `the namespace keeps its identity`() throws {
        let identity = try NetworkNamespace.identity()
        #expect(try NetworkNamespace.identity() == identity)
        #expect(identity.split(separator: "/").count == 2)
        #expect(identity.split(separator: "/").first?.count == 36)
    }

    @Test func `our own process is known`() throws {
        let own = try #require(ProcessIdentity(pid: getpid()))
        #expect(own.pid == getpid())
        #expect(!own.command.isEmpty)
        #expect(own.executable?.hasPrefix("/") == true)
        #expect(ProcessIdentity(pid: 0) == nil)
        #expect(ProcessIdentity(pid: .max) == nil)
    }

    @Test func `a file that isn't there has no text`() {
        #expect(SmallFile.text("/proc/none") == nil)
        #expect(SmallFile.target(ofLink: "/proc/none") == nil)
    }

    @Test(arguments: ["@netstrata-test-notify", "/tmp/netstrata-test-notify"])
    func `the service manager hears our state`(path: String) throws {
        let socket = try Descriptor(Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0), operation: "socket")
        let name = "\(path).\(getpid())"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket.number, $0, length) }
        }
        try #require(bound == 0)
        defer { unlink(name) }
        #expect(ServiceManager.send("READY=1", to: name))
        var heard = [UInt8](repeating: 0, count: 100)
        let count = recv(socket.number, &heard, heard.count, 0)
        #expect(String(decoding: heard.prefix(max(0, count)), as: UTF8.self) == "READY=1")
        #expect(!ServiceManager.send("READY=1", to: "relative"))
        #expect(!ServiceManager.send("READY=1", to: "/nowhere/at/all"))
    }

    @Test func `work on an executor runs on its one thread, in order`() async throws {
        let actor = try Blocker()
        let first = await actor.thread()
        for expected in 1...1_000 { #expect(await actor.count() == expected) }
        #expect(await actor.thread() == first)
    }

    @Test func `a program that gives its memory back goes on, and holds less of itself`() throws {
        /// Kilobytes of files that are mapped and in memory (proc_pid_status(5)).
        func held() throws -> Int {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssFile:") })
            return try #require(Int(line.filter(\.isNumber)))
        }
        let before = try held()
        ProcessMemory.trim()
        ProcessMemory.releaseProgram()
        #expect(try held() < before)
        #expect((1...100).map(String.init).joined().count == 192)
    }

    @Test func `a program that economizes keeps what it freed until it gives it back`() async throws {
        await #expect(processExitsWith: .success) {
            ProcessMemory.economize()
            // A thread that begins now has no arena of its own.
            let held = try await Blocker().held()
            #expect(held.during > held.before + 20_000 && held.afterwards > held.before + 20_000, "\(held)")
            #expect(held.trimmed < held.before + 8_000, "\(held)")
        }
    }
}

/// Counts on a thread of its own.
private actor Blocker {
    private let executor: BlockingExecutor
    private var calls = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init() throws { executor = try BlockingExecutor(label: "test") }

    /// Kilobytes that the process has for itself before it takes 24 MB, with them, when they are free, and when they were given back.
    func held() throws -> (before: Int, during: Int, afterwards: Int, trimmed: Int) {
        let before = try anonymous()
        var during = 0
        do {
            let bytes = [UInt8](repeating: 1, count: 24 << 20)
            during = try withExtendedLifetime(bytes) { try anonymous() }
        }
        let afterwards = try anonymous()
        ProcessMemory.trim()
        return (before, during, afterwards, try anonymous())
    }

    /// Kilobytes of the process' own in memory (proc_pid_status(5)).
    private func anonymous() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    func thread() -> UInt { UInt(pthread_self()) }

    func count() -> Int {
        calls += 1
        return calls
    }
}
