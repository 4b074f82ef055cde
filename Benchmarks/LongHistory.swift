import Foundation

/// A daemon with a million history rows against one with a thousand.
struct LongHistory {
    private static let resources = Routes(count: 100)
    private static let rounds = 5
    private static let seconds = 1.0
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let short = try daemon("short", changes: 10)
        let long = try daemon("long", changes: 10_000)
        let routes = Self.resources
        let gets = (0..<routes.count).map { HTTPRequest("GET", routes.path($0)) }
        let histories = (0..<routes.count).map { HTTPRequest("GET", routes.path($0) + "?revisions=true&limit=5") }
        let counter = Counter()
        try compare("GET", short, long, &report) { gets[$0 % gets.count] }
        try compare("history of one resource, 5 rows", short, long, &report) { histories[$0 % histories.count] }
        try compare("PUT", short, long, &report) { _ in
            let number = counter.next()
            return routes.put(number % routes.count, mtu: 1000 + number / routes.count % 400)
        }
        try short.discard()
        try long.discard()
    }

    private func compare(
        _ what: String, _ short: Daemon, _ long: Daemon, _ report: inout Report,
        _ request: @escaping @Sendable (Int) -> HTTPRequest
    ) throws {
        let ours = LoadGenerator(long.socket, request)
        let others = LoadGenerator(short.socket, request)
        let result = try Alternation(rounds: Self.rounds) {
            try ours.rate(seconds: Self.seconds)
        } against: {
            try others.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "1,000,000 history rows : 1,000: \(what)", ours: Format.rate(result.medianOfOurs),
                against: Format.rate(result.medianOfOthers), ratio: result.ratio, .atLeast(0.8)))
    }

    private func daemon(_ name: String, changes: Int) throws -> Daemon {
        let daemon = try Daemon(program, folder: folder + "/" + name, Daemon.Options(isApart: true))
        try daemon.stop()
        try HistoryFiller.fill(
            daemon.database, Self.rows, ["count": Self.resources.count, "changes": changes])
        _ = try daemon.startAgain()
        return daemon
    }

    /// Change after change of route after route, and the routes as the last ones say.
    private static let rows = """
        INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
                annotations, created, updated, spec, previous)
            SELECT revision, txn, CASE version WHEN 1 THEN 'created' ELSE 'updated' END, 'network-config', 'RouteSpec',
                'api/inet4/192.0.2.1/10.0.' || place || '.0/24/100', version, 'running', '', '[]', '{}', '{}',
                '2023-11-14T22:13:20.000Z', time,
                '{"family":"inet4","dst":"10.0.' || place || '.0/24","gateway":"192.0.2.1","outLinkName":"bench0",'
                    || '"table":"main","priority":100,"scope":"global","type":"unicast","protocol":"static",'
                    || '"mtu":' || (1000 + version % 400) || ',"layer":"api"}',
                CASE version WHEN 1 THEN 0 ELSE revision - :count END
            FROM made;
        INSERT INTO resource (namespace, type, id, version, revision, created, updated, spec)
            SELECT namespace, type, id, version, revision, created, updated, spec FROM history
            WHERE version = :changes AND namespace = 'network-config';
        """
}
