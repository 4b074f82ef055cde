import Foundation
import NIOCore
import Synchronization

/// How soon something follows from something else.
enum Reactions {
    private static let driftCount = 250
    private static let watchCount = 600

    /// From the order to delete a route until the kernel tells that it is back.
    static func drift(_ routes: Routes, _ report: inout Report) throws {
        let orders = Pipe()
        let news = Pipe()
        let deleter = try IPTool.open(["-batch", "-"], input: orders, output: nil)
        let monitor = try IPTool.open(["-4", "monitor", "route"], input: nil, output: news)
        defer {
            orders.fileHandleForWriting.closeFile()
            monitor.terminate()
            monitor.waitUntilExit()
            deleter.waitUntilExit()
        }
        var lines = LineReader(news.fileHandleForReading)
        var samples: [Double] = []
        usleep(300_000)
        for round in 0..<driftCount {
            let destination = routes.destination(round * 7 % routes.count)
            let order = Data("route del \(destination) via 192.0.2.1 dev bench0 metric 100\n".utf8)
            let start = ContinuousClock.now
            try orders.fileHandleForWriting.write(contentsOf: order)
            while let line = lines.next(), !line.hasPrefix(destination) {}
            samples.append(Stopwatch.seconds(since: start))
            // Slower than the 50 passes a second that a controller allows itself.
            usleep(60_000)
        }
        let times = Samples(samples)
        report.add(
            ReportRow(
                "drift: route deleted by ip until back, p99 of \(times.count)",
                "median \(Format.milliseconds(times.median))", value: times.percentile(0.99) * 1000, unit: "ms",
                limit: 20))
    }

    /// From the answer to a PUT until an open watch has the event.
    static func watch(_ daemon: Daemon, _ routes: Routes, _ report: inout Report) throws {
        let arrivals = Mutex<[Substring: NIODeadline]>([:])
        let end = try daemon.watch("/v1/resources/network-config/RouteSpec") { line, time in
            guard let revision = line.range(of: #""revision":[0-9]+"#, options: .regularExpression) else { return }
            arrivals.withLock { $0[line[revision]] = time }
        }
        defer { end() }
        let writer = try Connection(daemon.socket)
        var samples: [Double] = []
        for round in 0..<watchCount {
            let answer = try writer.ask(routes.put(round % routes.count, mtu: 600 + round % 300 + round / routes.count))
            let body = answer.text
            guard let revision = body.range(of: #""revision":[0-9]+"#, options: .regularExpression) else { continue }
            var arrival: NIODeadline?
            try Stopwatch.wait("the event of \(body[revision])", every: 200, limit: 10) {
                arrival = arrivals.withLock { $0[body[revision]] }
                return arrival != nil
            }
            guard let arrival else { continue }
            samples.append(max(0, Double((arrival - answer.time).nanoseconds) / 1e9))
        }
        writer.close()
        let times = Samples(samples)
        report.add(
            ReportRow(
                "PUT answered until the watcher has it, p99 of \(times.count)",
                "median \(Format.milliseconds(times.median))", value: times.percentile(0.99) * 1000, unit: "ms",
                limit: 5))
    }
}

/// Reads lines from a pipe.
struct LineReader {
    private let file: FileHandle
    private var rest = Data()

    init(_ file: FileHandle) { self.file = file }

    mutating func next() -> String? {
        while true {
            if let end = rest.firstIndex(of: 0x0A) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = rest[rest.index(after: end)...]
                return line
            }
            let more = file.availableData
            if more.isEmpty { return nil }
            rest = Data(rest) + more
        }
    }
}
