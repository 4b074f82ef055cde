import Foundation

/// A daemon that starts again where 1,000 VLANs and 1,000 WireGuard peers are as they should be.
enum LinkRestart {
    private static let rounds = 5

    static func measure(_ daemon: Daemon, _ report: inout Report) throws {
        var times: [Double] = []
        for _ in 0..<rounds {
            try daemon.program.settle()
            try daemon.stop()
            let (peers, news) = (try peerTable(), Pipe())
            let monitor = try IPTool.open(["monitor", "link", "address", "route", "rule"], input: nil, output: news)
            usleep(300_000)
            times.append(try daemon.startAgain())
            try daemon.program.settle()
            monitor.terminate()
            monitor.waitUntilExit()
            let told = news.fileHandleForReading.availableData
            guard told.isEmpty, try peerTable() == peers else {
                throw BenchmarkError.program("a restart changed: \(String(decoding: told.prefix(500), as: UTF8.self))")
            }
        }
        report.add(
            ReportRow(
                "1,000 VLANs and 1,000 WireGuard peers there: restart until ready, no netlink change",
                "the longest of \(rounds)", value: times.max() ?? .nan, unit: "s", limit: 1))
    }

    private static func peerTable() throws -> Data {
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/wg")
        process.arguments = ["showconf", "bench-wg0"]
        process.standardOutput = output
        try process.run()
        let table = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return table
    }
}
