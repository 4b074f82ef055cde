import Foundation
import NIOCore

/// 10,000 routes: from one POST into the kernel, and after a restart.
struct ManyRoutes {
    private static let routes = Routes(count: 10_000)
    private static let rounds = 5
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let batch = folder + "/batch"
        try Data(Self.routes.batch("add").utf8).write(to: URL(fileURLWithPath: batch))
        var bare: [Double] = []
        var rows = ""
        let posts = try Alternation(rounds: Self.rounds) {
            let daemon = try Daemon(program, folder: folder + "/many")
            let time = try post(to: daemon)
            try daemon.stop()
            let writes = try BareWrites(readingFrom: daemon.database)
            rows = writes.description
            bare.append(try writes.time(in: folder + "/bare.db"))
            try daemon.discard()
            try IPTool.run("route", "flush", "proto", "117")
            return time
        } against: {
            let time = try IPTool.run("-batch", batch)
            try IPTool.run("route", "flush", "proto", "117")
            return time
        }
        report.add(
            ReportRow(
                "10,000 routes, POST until in the kernel : ip -batch", ours: Format.milliseconds(posts.medianOfOurs),
                against: Format.milliseconds(posts.medianOfOthers), ratio: posts.ratio, .atMost(5)))
        let ratios = Samples(zip(posts.ours, bare).map { $0 / $1 })
        report.add(
            ReportRow(
                "the same : bare store writes (\(rows))", ours: Format.milliseconds(posts.medianOfOurs),
                against: Format.milliseconds(Samples(bare).median), ratio: ratios.median, .atMost(2)))
        try restarts(&report)
    }

    /// - Returns: Seconds from the first byte of the request until the last route is in the kernel.
    private func post(to daemon: Daemon) throws -> Double {
        try daemon.program.settle()
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        let request = Self.routes.transaction
        let before = try IPTool.prefixCount()
        let start = ContinuousClock.now
        let answer = connection.send(request)
        try Stopwatch.wait("10,000 routes", every: 5000) { try IPTool.prefixCount() >= before + Self.routes.count }
        let time = Stopwatch.seconds(since: start)
        _ = try answer.wait().checked()
        try daemon.program.settle()
        return time
    }

    private func restarts(_ report: inout Report) throws {
        let batch = folder + "/batch2"
        try Data(Self.routes.batch("add", table: "200").utf8).write(to: URL(fileURLWithPath: batch))
        let daemon = try Daemon(program, folder: folder + "/many")
        _ = try post(to: daemon)
        let result = try Alternation(rounds: Self.rounds) {
            try daemon.stop()
            let time = try daemon.startAgain()
            try daemon.program.settle()
            return time
        } against: {
            try daemon.stop()
            let time = try IPTool.run("-batch", batch)
            try IPTool.run("route", "flush", "table", "200")
            _ = try daemon.startAgain()
            return time
        }
        report.add(
            ReportRow(
                "10,000 routes there: restart until ready : ip -batch", ours: Format.milliseconds(result.medianOfOurs),
                against: Format.milliseconds(result.medianOfOthers), ratio: result.ratio, .atMost(1)))
        try daemon.discard()
        try IPTool.run("route", "flush", "proto", "117")
    }
}
