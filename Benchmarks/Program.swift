import Foundation
import Glibc

/// A program that runs beside the benchmark and is ended with it.
final class Program {
    private let process = Process()
    let name: String
    var pid: pid_t { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    init(_ path: String, _ arguments: [String], log: String) throws {
        name = path
        try Data().write(to: URL(fileURLWithPath: log))
        let output = FileHandle(forWritingAtPath: log)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// Ends it, and waits.
    func stop() throws {
        guard process.isRunning else { return }
        process.terminate()
        try Stopwatch.wait("\(name) to end") { !process.isRunning }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Seconds on a processor so far, by user and kernel.
    func processorTime() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // After the name in parentheses: state is the first, utime and stime are the 12th and 13th (proc(5)).
        guard let end = text.lastIndex(of: ")") else { return .nan }
        let words = text[end...].split(separator: " ")
        guard words.count > 13, let user = Double(words[12]), let system = Double(words[13]) else { return .nan }
        return (user + system) / Double(sysconf(CInt(_SC_CLK_TCK)))
    }

    /// Resident memory in bytes.
    func residentMemory() throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let line, let kilobytes = Double(line.filter(\.isNumber)) else { return .nan }
        return kilobytes * 1024
    }

    /// Waits until it has used no processor for half a second.
    func settle() throws {
        var last = try processorTime()
        var calmSince = ContinuousClock.now
        try Stopwatch.wait("\(name) to settle", every: 50_000) {
            let now = try processorTime()
            if now - last > 0.015 { (last, calmSince) = (now, .now) }
            return Stopwatch.seconds(since: calmSince) > 0.5
        }
    }
}
