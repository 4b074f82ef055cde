import Foundation
import Glibc

/// What the figures depend on.
enum Machine {
    /// Cores, memory, kernel, and how often the disk syncs.
    static func facts(folder: String) throws -> [String] {
        let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? "?"
        return [
            "\(ProcessInfo.processInfo.activeProcessorCount) cores (\(processor ?? "unknown")), "
                + "\(ProcessInfo.processInfo.physicalMemory >> 30) GB, kernel \(kernel.trimmingCharacters(in: .newlines)), "
                + "load \(load) at the start",
            "disk: \(Format.rate(try syncRate(folder))) appends of 4 kB with fdatasync (1 writer)",
            "load generator: 64 keep-alive connections, 1 thread, on the same cores; medians of alternating rounds",
        ]
    }

    /// How many processes want a processor, over the last minute: those of others make the figures worse.
    static var load: String {
        guard let text = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8) else { return "?" }
        return String(text.prefix { $0 != " " })
    }

    /// How often a second a page is appended and synced.
    static func syncRate(_ folder: String) throws -> Double {
        let path = folder + "/sync"
        try Data().write(to: URL(fileURLWithPath: path))
        guard let file = FileHandle(forWritingAtPath: path) else { throw BenchmarkError.program("no file \(path)") }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let page = Data(repeating: 7, count: 4096)
        let count = 500
        let time = try Stopwatch.time {
            for _ in 0..<count {
                try file.write(contentsOf: page)
                guard fdatasync(file.fileDescriptor) == 0 else { throw BenchmarkError.program("fdatasync: \(errno)") }
            }
        }
        return Double(count) / time
    }
}

/// Measures time, in seconds.
enum Stopwatch {
    static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return seconds(since: start)
    }

    static func seconds(since start: ContinuousClock.Instant) -> Double { (ContinuousClock.now - start) / .seconds(1) }

    /// Waits until something is so, and looks every so many microseconds.
    static func wait(_ what: String, every interval: UInt32 = 1000, limit: Double = 60, until isSo: () throws -> Bool)
        throws
    {
        let start = ContinuousClock.now
        while try !isSo() {
            guard seconds(since: start) < limit else { throw BenchmarkError.timeout(what) }
            usleep(interval)
        }
    }
}
