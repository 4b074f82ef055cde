import Foundation
import GRDB
import Kernel
import Synchronization

/// Clients that write while a million rows of history are pruned, against the same clients of the same daemon when nothing is.
struct Pruning {
    private static let written = Routes(count: LoadGenerator.connections)
    /// Of how many statuses the rows are, and how many each has.
    private static let (statuses, changes) = (100, 10_000)
    private static let rounds = 5
    private static let seconds = 2.0
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let plain = try daemon("plain", rows: 0)
        let pruned = try daemon("pruned", rows: 1000)
        let start = ContinuousClock.now
        var (ours, others): ([Double], [Double]) = ([], [])
        var (slow, usual): ([Double], [Double]) = ([], [])
        for round in 0..<Self.rounds {
            func here() throws {
                let load = try Self.load(pruned)
                ours.append(load.rate)
                slow.append(load.percentile)
            }
            func there() throws {
                let load = try Self.load(plain)
                others.append(load.rate)
                usual.append(load.percentile)
            }
            if round.isMultiple(of: 2) { try here(); try there() } else { try there(); try here() }
        }
        let left = try Self.changes(pruned)
        guard left > 1000 else { throw BenchmarkError.program("everything was pruned before the measuring ended") }
        let seconds = Stopwatch.seconds(since: start)
        report.add(
            ReportRow(
                "64 clients write: while 1,000,000 rows are pruned : without", ours: Format.rate(Samples(ours).median),
                against: Format.rate(Samples(others).median), ratio: Samples(zip(ours, others).map { $0 / $1 }).median,
                .atLeast(0.8)))
        report.add(
            ReportRow(
                "the same, p99 of a PUT", ours: Format.milliseconds(Samples(slow).median),
                against: Format.milliseconds(Samples(usual).median),
                ratio: Samples(zip(slow, usual).map { $0 / $1 }).median, .atMost(3)))
        report.add(
            ReportRow(
                "rows pruned meanwhile", ours: "\(Self.statuses * Self.changes - left) in \(Format.short(seconds)) s",
                against: "–",
                result: try Self.longestStep(pruned)))
        try pruned.discard()
        try backup(plain, &report)
        try plain.discard()
    }

    /// The same clients while the database is backed up, again and again.
    private func backup(_ daemon: Daemon, _ report: inout Report) throws {
        let command = "\(program) db backup \(folder)/backup --force --state \(daemon.folder)/state > /dev/null"
        let before = try Self.load(daemon)
        let backups = Backups()
        Thread { backups.repeat(command) }.start()
        let meanwhile = try Self.load(daemon)
        backups.end()
        let longest = backups.times.withLock { $0.max() ?? 0 }
        report.add(
            ReportRow(
                "64 clients write: while a backup is made : without",
                ours: "\(Format.rate(meanwhile.rate)), p99 \(Format.milliseconds(meanwhile.percentile))",
                against: "\(Format.rate(before.rate)), p99 \(Format.milliseconds(before.percentile))",
                result: "a backup takes \(Format.short(longest)) s"))
    }

    /// Answers a second, and the time within which 99 of 100 came.
    private static func load(_ daemon: Daemon) throws -> (rate: Double, percentile: Double) {
        let counter = Counter()
        let first = Int.random(in: 0..<400)
        let generator = LoadGenerator(daemon.socket) { _ in
            let number = counter.next()
            return written.put(number % written.count, mtu: 1000 + (first + number / written.count) % 400)
        }
        let load = try generator.rateAndTimes(seconds: seconds)
        return (load.rate, load.times.percentile(0.99))
    }

    /// How many changes of the made-up statuses are left.
    private static func changes(_ daemon: Daemon) throws -> Int {
        let queue = try DatabaseQueue(path: daemon.database)
        defer { try? queue.close() }
        return try queue.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM history WHERE type = 'NodeAddress'") ?? 0
        }
    }

    /// The bound of the histogram below which every step of pruning stayed.
    private static func longestStep(_ daemon: Daemon) throws -> String {
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        let text = try connection.ask(HTTPRequest("GET", "/metrics")).text
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("netstrata_history_pruning_seconds_bucket") }
        let buckets = lines.compactMap { line -> (bound: Substring, count: Int)? in
            guard let match = line.firstMatch(of: /le="([^"]+)"\} (\d+)/) else { return nil }
            return Int(match.2).map { (match.1, $0) }
        }
        guard let total = buckets.map(\.count).max(), total > 0, let least = buckets.first(where: { $0.count == total })
        else { return "no steps" }
        return "each of \(total) steps below \(least.bound) s"
    }
}

extension Pruning {
    /// A daemon with a million changes of statuses that are gone, most of which a rule lets go, or none.
    private func daemon(_ name: String, rows: Int) throws -> Daemon {
        let daemon = try Daemon(program, folder: folder + "/" + name, Daemon.Options(isApart: true))
        let connection = try Connection(daemon.socket)
        try connection.ask(Self.written.transaction)
        try daemon.stop()
        try HistoryFiller.fill(daemon.database, Self.rows, ["count": Self.statuses, "changes": Self.changes])
        _ = try daemon.startAgain()
        let again = try Connection(daemon.socket)
        defer { again.close() }
        try again.ask(
            HTTPRequest(
                "PUT", "/v1/resources/management/ManagementSpec/host", token: Daemon.token,
                body: #"{"mode":"enforce","retention":{"statuses":{"age":"0s","rows":\#(rows)}}}"#))
        return daemon
    }

    /// Change after change of status after status, each of which ends with its last.
    private static let rows = """
        INSERT INTO history (revision, txn, operation, namespace, type, id, version, phase, owner, finalizers, labels,
                annotations, created, updated, spec, previous)
            SELECT revision, txn,
                CASE version WHEN 1 THEN 'created' WHEN :changes THEN 'destroyed' ELSE 'updated' END,
                'network', 'NodeAddress', 'bench' || place, min(version, :changes - 1), 'running', 'Bench', '[]', '{}',
                '{}', '2023-11-14T22:13:20.000Z', time,
                '{"addresses":["10.0.' || place || '.1/24","10.1.' || place || '.1/24","10.2.' || place || '.1/24",'
                    || '"2001:db8::' || version || '/64"],"note":"' || hex(randomblob(60)) || '"}',
                CASE version WHEN 1 THEN 0 ELSE revision - :count END
            FROM made;
        """
}

/// Backups one after the other, on a thread of their own.
private final class Backups: Sendable {
    /// How long each took, in seconds.
    let times = Mutex<[Double]>([])
    private let isOver = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    /// Makes one after the other until `end`.
    func `repeat`(_ command: String) {
        while !isOver.load(ordering: .relaxed) {
            let time = Stopwatch.time { _ = ChildProcess.run("/bin/sh", ["-c", command]) }
            times.withLock { $0.append(time) }
        }
        ended.signal()
    }

    /// Waits for the last.
    func end() {
        isOver.store(true, ordering: .relaxed)
        ended.wait()
    }
}
