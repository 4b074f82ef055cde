import Foundation
import Glibc

/// What a daemon costs that has nothing to do.
enum Idling {
    private static let seconds: UInt32 = 20

    static func measure(_ daemon: Daemon, _ report: inout Report) throws {
        try daemon.program.settle()
        let before = try daemon.program.processorTime()
        let start = ContinuousClock.now
        sleep(seconds)
        let share = (try daemon.program.processorTime() - before) / Stopwatch.seconds(since: start)
        let memory = try daemon.program.residentMemory() / Double(1 << 20)
        report.add(
            ReportRow(
                "idle, 1,000 resources: processor", "over \(seconds) s", value: share * 100, unit: "% of a core",
                limit: 0.5))
        report.add(
            ReportRow("idle, 1,000 resources: memory", "after they were posted", value: memory, unit: "MB", limit: 45))
    }
}
