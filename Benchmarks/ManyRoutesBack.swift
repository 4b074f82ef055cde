import Foundation

/// 10,000 routes: a rollback to before them against the transaction that made them, each until the kernel is so.
struct ManyRoutesBack {
    private static let routes = Routes(count: 10_000)
    private static let rounds = 5
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let daemon = try Daemon(program, folder: folder + "/back")
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        let count = try IPTool.prefixCount()
        var (backs, posts): ([Double], [Double]) = ([], [])
        // Before the first, each side meets the database once as it will be.
        for round in 0...Self.rounds {
            try daemon.program.settle()
            let revision = try Self.revision(connection)
            let post = Self.routes.transaction(query: "?wait=applied&timeout=60s")
            let back = HTTPRequest("POST", "/v1/rollback?wait=applied&timeout=60s&to=\(revision)", body: "")
            let made = try time(post, connection, until: count + Self.routes.count)
            try daemon.program.settle()
            let undone = try time(back, connection, until: count)
            guard round > 0 else { continue }
            posts.append(made)
            backs.append(undone)
        }
        report.add(
            ReportRow(
                "10,000 routes: rollback until the kernel is so : the transaction that made them",
                ours: Format.milliseconds(Samples(backs).median), against: Format.milliseconds(Samples(posts).median),
                ratio: Samples(zip(backs, posts).map { $0 / $1 }).median, .atMost(1.2)))
        try daemon.discard()
    }

    /// - Returns: Seconds from the first byte of the request until its answer, by which time the kernel has so many prefixes.
    private func time(_ request: HTTPRequest, _ connection: Connection, until count: Int) throws -> Double {
        let start = ContinuousClock.now
        let answer = try connection.ask(request).text
        let time = Stopwatch.seconds(since: start)
        guard answer.contains(#""applied":true"#) else { throw BenchmarkError.program(String(answer.suffix(500))) }
        let found = try IPTool.prefixCount()
        guard found == count else { throw BenchmarkError.program("\(found) prefixes instead of \(count)") }
        return time
    }

    private static func revision(_ connection: Connection) throws -> Int {
        let answer = try connection.ask(HTTPRequest("GET", "/v1/resources/network-config/RouteSpec?limit=1")).text
        let list = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
        guard let revision = (list?["metadata"] as? [String: Any])?["revision"] as? Int else {
            throw BenchmarkError.program(answer)
        }
        return revision
    }
}
