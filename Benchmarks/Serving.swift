import Foundation
import Synchronization

/// Requests a second, of one daemon and of what it is compared with.
struct Serving {
    /// What is read.
    static let resources = Routes(count: 1000)
    /// What is written: each connection has a route of its own, in the middle of its neighbours' commits.
    static let written = Routes(count: LoadGenerator.connections)

    let daemon: Daemon
    let port: Int

    private static let rounds = 5
    private static let seconds = 2.0

    /// GET of one resource against an answer that needs no store, over the unix socket.
    func reads(_ report: inout Report) throws {
        let gets = Self.gets
        let one = LoadGenerator(daemon.socket) { gets[$0 % gets.count] }
        let hello = HTTPRequest("GET", "/healthz")
        let nothing = LoadGenerator(daemon.socket) { _ in hello }
        let result = try Alternation(rounds: Self.rounds) {
            try one.rate(seconds: Self.seconds)
        } against: {
            try nothing.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "GET one resource : static hello (unix socket)", ours: Format.rate(result.medianOfOurs),
                against: Format.rate(result.medianOfOthers), ratio: result.ratio, .atLeast(0.7)))
    }

    /// GET against etcd's range, both over loopback TCP.
    func comparedReads(_ report: inout Report, with etcd: Etcd) throws {
        let document = try Connection(daemon.socket).ask(Self.gets[0]).text
        let keys = (0..<Self.resources.count).map { "network-config/RouteSpec/\(Self.resources.destination($0))" }
        let setUp = try Connection(etcd.endpoint)
        for key in keys { try setUp.ask(Etcd.put(key, document)) }
        setUp.close()

        let gets = Self.gets
        let ranges = keys.map(Etcd.range)
        let ourReads = LoadGenerator(.loopback(port)) { gets[$0 % gets.count] }
        let theirReads = LoadGenerator(etcd.endpoint) { ranges[$0 % ranges.count] }
        let reads = try Alternation(rounds: Self.rounds) {
            try ourReads.rate(seconds: Self.seconds)
        } against: {
            try theirReads.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "GET one resource : etcd range (TCP)", ours: Format.rate(reads.medianOfOurs),
                against: Format.rate(reads.medianOfOthers), ratio: reads.ratio, .atLeast(4)))

    }

    /// PUT against etcd's put, both over loopback TCP.
    func comparedWrites(_ report: inout Report, with etcd: Etcd) throws {
        let document = try Connection(daemon.socket).ask(HTTPRequest("GET", Self.written.path(0))).text
        let keys = (0..<Self.written.count).map { "network-config/RouteSpec/\(Self.written.destination($0))" }
        // Digits are base64 too: so every value differs without being encoded again.
        let value = Etcd.base64(String(document.prefix(document.utf8.count / 3 * 3)))
        let theirPuts = Self.variants { round, key in
            Etcd.put(keys[key], base64: value + String(10_000_000 + round))
        }
        let theirWrites = LoadGenerator(etcd.endpoint, theirPuts)
        let ourWrites = LoadGenerator(.loopback(port), Self.puts())
        let writes = try Alternation(rounds: Self.rounds) {
            try ourWrites.rate(seconds: Self.seconds)
        } against: {
            try theirWrites.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "durable PUT with history : etcd put (TCP)", ours: Format.rate(writes.medianOfOurs),
                against: Format.rate(writes.medianOfOthers), ratio: writes.ratio, .atLeast(1.5)))
    }

    /// PUT on this daemon against one on another daemon that commits each write alone, over their unix sockets.
    func grouping(_ report: inout Report, against single: Daemon) throws {
        let together = LoadGenerator(daemon.socket, Self.puts())
        let alone = LoadGenerator(single.socket, Self.puts())
        let result = try Alternation(rounds: Self.rounds) {
            try together.rate(seconds: Self.seconds)
        } against: {
            try alone.rate(seconds: Self.seconds)
        }
        report.add(
            ReportRow(
                "durable PUT, group commit : a commit each", ours: Format.rate(result.medianOfOurs),
                against: Format.rate(result.medianOfOthers), ratio: result.ratio, .atLeast(2.5)))
    }

    static var gets: [HTTPRequest] { (0..<resources.count).map { HTTPRequest("GET", resources.path($0)) } }

    /// PUTs that go round the resources, and change each every time.
    static func puts() -> @Sendable (Int) -> HTTPRequest {
        // Not the value that another round left behind.
        let first = Int.random(in: 0..<values)
        return variants { round, number in written.put(number, mtu: 1000 + (first + round) % values) }
    }

    /// How many values each key gets before they begin again.
    private static let values = 400

    /// Requests that are all made beforehand, so that the generator's strings take no time from the server.
    private static func variants(_ make: (_ round: Int, _ key: Int) -> HTTPRequest) -> @Sendable (Int) -> HTTPRequest {
        let requests = (0..<values * written.count).map { make($0 / written.count, $0 % written.count) }
        let counter = Counter()
        return { _ in requests[counter.next() % requests.count] }
    }
}

/// Counts requests.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
}
