import CLinux
import Foundation
import NetworkTypes
import Testing

@testable import Kernel

/// The host's own network namespace, the only one that has the process connector; only a socket is opened there.
enum HostNamespace {
    /// Runs a body on a thread in it, if the test may enter it.
    ///
    /// - Throws: Why not.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { waiter in
            do {
                let own = SmallFile.target(ofLink: "/proc/self/ns/net")
                guard
                    let path = ancestors.map({ "/proc/\($0)/ns/net" }).first(where: { path in
                        SmallFile.target(ofLink: path).map { $0 != own } ?? false
                    })
                else { throw KernelError.unavailable(operation: "the host's namespace", errno: ENOENT) }
                // The thread ends afterwards: nothing else is ever done there.
                try startThread(label: "host-namespace") {
                    let namespace = open(path, O_RDONLY | O_CLOEXEC)
                    guard namespace >= 0, setns(namespace, newNetwork) == 0 else {
                        return waiter.resume(throwing: KernelError.unavailable(operation: "setns", errno: errno))
                    }
                    close(namespace)
                    waiter.resume(with: Result { try body() })
                }
            } catch {
                waiter.resume(throwing: error)
            }
        }
    }

    /// Who started this process, and who started that one, up to the first.
    private static var ancestors: [Int32] {
        var pids: [Int32] = []
        var next: Int32? = getppid()
        while let pid = next, pid > 0, pids.count < 16 {
            pids.append(pid)
            // pid (comm) state ppid; the name may hold anything (proc(5)).
            let rest = SmallFile.text("/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " ")
            next = rest.flatMap { $0.count > 1 ? Int32($0[1]) : nil }
        }
        return pids
    }

    /// The connector there; `nil`, and said loudly, where there is none for us.
    static func connector() async -> ProcessConnector? {
        do {
            return try await run { try ProcessConnector() }
        } catch {
            print("SKIPPED: no process connector here: \(error)")
            return nil
        }
    }
}

extension InNamespace {
    @Suite(.timeLimit(.minutes(2))) struct Connector {
        @Test func `isn't there in a network namespace of one's own, which is said and no failure`() async throws {
            let monitor = try KernelMonitor()
            defer { monitor.stop() }
            let failure = try #require(monitor.connectorFailure)
            guard case .unavailable = failure else {
                Issue.record("\(failure)")
                return
            }
        }

        @Test func `knows programs that are gone before one looks`() async throws {
            guard let connector = await HostNamespace.connector() else { return }
            try await Pair.with { pair in
                let monitor = try KernelMonitor(.success(connector))
                defer { monitor.stop() }
                let address = try prefix("192.0.2.1/32")
                var known = 0
                var wakeUps = monitor.wakeUps(on: .addresses).makeAsyncIterator()
                for _ in 1...20 {
                    for verb in ["add", "del"] {
                        let words = ["ip", "address", verb, "\(address)", "dev", "\(pair.name)"]
                        let pid = try run(words)
                        // What it did is told before it ends; the monitor may still be reading.
                        var change: ForeignChange?
                        while change == nil {
                            await wakeUps.next()
                            change = monitor.foreignChanges.take(.address(link: pair.index, address))
                        }
                        let sender = try #require(change).sender
                        #expect(sender.portID == UInt32(pid))
                        if let process = sender.process {
                            #expect(process.pid == pid && process.command == "ip")
                            // Of one that has just ended the kernel keeps the name alone.
                            #expect(["", words.joined(separator: " ")].contains(process.commandLine))
                            known += 1
                        }
                    }
                }
                print("CONNECTOR: \(known) of 40 short-lived programs were known")
                #expect(known >= 30)
            }
        }

        @Test func `costs little on a host that starts programs all the time`() async throws {
            guard let connector = await HostNamespace.connector() else { return }
            let monitor = try KernelMonitor(.success(connector))
            defer { monitor.stop() }
            let time = Duration.seconds(10)
            let before = processorTime()
            let count = FileManager.default.temporaryDirectory.appendingPathComponent("netstrata-storm.\(getpid())")
                .path
            defer { unlink(count) }
            let loop = "i=0; while [ $(cut -d. -f1 /proc/uptime) -lt $1 ]; do /bin/true; i=$((i+2)); done; echo $i > $0"
            let end = HostClock.bootTime.components.seconds + time.components.seconds
            try run(["sh", "-c", loop, count, "\(end)"])
            let share = (processorTime() - before) / time
            let started = SmallFile.text(count) ?? "no"
            print("CONNECTOR: \(started) programs started in \(time): \(share * 100) % of a processor")
            #expect(share < 0.2, "of a build without optimization")
        }
    }
}

/// What this process has used of the processors.
private func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

/// Runs a program to its end; its number.
@discardableResult
private func run(_ words: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return process.processIdentifier
}
