import Foundation

/// What was against what is, and the log that vouches for it: a million changes of ten thousand routes.
struct PastReads {
    private static let resources = Routes(count: 10_000)
    private static let changes = 100
    /// How many changes the past that is read lies back.
    private static let age = 500_000
    private static let rounds = 5
    private static let seconds = 1.0
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let daemon = try Daemon(program, folder: folder + "/past", Daemon.Options(isApart: true))
        try LongPast(resources: Self.resources, changes: Self.changes).fill(daemon)
        try daemon.program.settle()
        let revision = Self.resources.count * Self.changes - Self.age
        try one(daemon, revision, &report)
        try lists(daemon, revision, &report)
        try AuditVerification(program: program, daemon: daemon).measure(&report)
        try daemon.discard()
    }

    private func one(_ daemon: Daemon, _ revision: Int, _ report: inout Report) throws {
        let paths = (0..<Self.resources.count).map(Self.resources.path)
        let now = paths.map { HTTPRequest("GET", $0) }
        let then = paths.map { HTTPRequest("GET", $0 + "?revision=\(revision)") }
        let past = LoadGenerator(daemon.socket) { then[$0 % then.count] }
        let present = LoadGenerator(daemon.socket) { now[$0 % now.count] }
        let result = try Alternation(rounds: Self.rounds) {
            try past.rate(seconds: Self.seconds)
        } against: {
            try present.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "1,000,000 history rows: GET as of a revision : GET of the present",
                ours: Format.rate(result.medianOfOurs), against: Format.rate(result.medianOfOthers),
                ratio: result.ratio, .atLeast(0.5)))
    }

    private func lists(_ daemon: Daemon, _ revision: Int, _ report: inout Report) throws {
        let path = "/v1/resources/network-config/RouteSpec"
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        func time(_ query: String) throws -> Double {
            let start = ContinuousClock.now
            let answer = try connection.ask(HTTPRequest("GET", path + query))
            let time = Stopwatch.seconds(since: start)
            let count = answer.text.split(separator: "\n").count - 2
            guard count == Self.resources.count else {
                throw BenchmarkError.program("\(path)\(query): \(count) resources")
            }
            return time
        }
        let result = try Alternation(rounds: 2 * Self.rounds) {
            try time("?revision=\(revision)")
        } against: {
            try time("")
        }
        report.add(
            ReportRow(
                "list of 10,000 as of 500,000 changes ago : list of the present",
                ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
                ratio: result.ratio, .atMost(5)))
    }
}
