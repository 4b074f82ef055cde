import Foundation
import Kernel
import NIOCore
import Synchronization

/// The packet filter: 10,000 rules, one of them, many elements of a set, and drift.
struct ManyRules {
    private static let rounds = 7
    private static let chains = "/v1/resources/network-config/NfTablesChainSpec/"
    private static let chain = chains + "bench"
    private static let set = "/v1/resources/network-config/NfTablesSetSpec/bench"
    private static let driftCount = 60
    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        let daemon = try Daemon(program, folder: folder + "/rules")
        let table = Table(try NfTables(table: "netstrata"))
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        try load(connection, table, &report)
        try changeOne(of: Self.chain, at: 5000, "one rule of 10,000 in one chain", connection, table, &report)
        try connection.ask(HTTPRequest("DELETE", Self.chain + "?wait=applied", token: Daemon.token))
        try changeOneOfManyChains(connection, table, &report)
        try addElements(connection, table, &report)
        try connection.ask(HTTPRequest("DELETE", Self.set + "?wait=applied", token: Daemon.token))
        try drift(connection, table, &report)
        try daemon.discard()
        try NFTool.run("delete table inet netstrata")
    }

    private func put(_ count: Int) -> HTTPRequest {
        let body = #"{"hook":"forward","rules":[\#(rules(0..<count))]}"#
        return HTTPRequest("PUT", Self.chain, token: Daemon.token, body: body, isMinimal: true)
    }

    private func rules(_ numbers: Range<Int>) -> String {
        numbers.map { number in
            #"{"name":"r\#(number)","anonymousCounter":true,"verdict":"accept","matchLayer4":{"protocol":"tcp","#
                + #""matchDestinationPort":{"ranges":[\#(1 + number % 60_000)]}},"#
                + #""matchSourceAddress":{"includeSubnets":["\#(Self.network(number))"]}}"#
        }.joined(separator: ",")
    }

    private static func network(_ number: Int) -> String { "10.\(number >> 8).\(number & 255).0/24" }

    /// What `nft -f` reads to have the same rules in a table of its own, whatever it had before.
    private static func file(_ count: Int, port: (Int) -> Int = { 1 + $0 % 60_000 }) -> String {
        let rules = (0..<count).map { number in
            "add rule inet bench c ip saddr \(network(number)) tcp dport \(port(number)) counter accept comment \"r\(number)\"\n"
        }
        return "add table inet bench\nflush table inet bench\n"
            + "add chain inet bench c { type filter hook forward priority 0; }\n" + rules.joined()
    }

    private func load(_ connection: Connection, _ table: Table, _ report: inout Report) throws {
        let (request, file) = (put(10_000), try NFTool.file(Self.file(10_000), folder))
        let result = try Alternation(rounds: Self.rounds) {
            let time = try table.time(ofOne: request, connection)
            try connection.ask(HTTPRequest("DELETE", Self.chain + "?wait=applied", token: Daemon.token))
            return time
        } against: {
            let time = try NFTool.run("-f", file)
            try NFTool.run("delete", "table", "inet", "bench")
            return time
        }
        report.add(row("10,000 rules, PUT until in the kernel : nft -f", result, atMost: 1.2))
        _ = try table.time(ofOne: request, connection)
    }

    /// As firewalls of thousands of rules mostly are: a chain of a hundred rules for each of a hundred purposes.
    private func changeOneOfManyChains(_ connection: Connection, _ table: Table, _ report: inout Report) throws {
        func ask(_ method: String, _ path: String, body: String = "") throws {
            try connection.ask(
                HTTPRequest(method, path + "?wait=applied", token: Daemon.token, body: body, isMinimal: true))
        }
        let parts = (0..<100).map { "part\($0)" }
        for (number, part) in parts.enumerated() {
            try ask("PUT", Self.chains + part, body: #"{"rules":[\#(rules(number * 100..<(number + 1) * 100))]}"#)
        }
        let jumps = parts.map { #"{"name":"\#($0)","jump":"\#($0)"}"# }.joined(separator: ",")
        try ask("PUT", Self.chain, body: #"{"hook":"forward","rules":[\#(jumps)]}"#)
        try changeOne(
            of: Self.chains + "part50", at: 50, "one rule of 10,000 in 100 chains", connection, table, &report)
        for path in [Self.chain] + parts.map({ Self.chains + $0 }) { try ask("DELETE", path) }
    }

    private func changeOne(
        of chain: String, at place: Int, _ name: String, _ connection: Connection, _ table: Table,
        _ report: inout Report
    ) throws {
        var port = 0
        let result = try Alternation(rounds: Self.rounds) {
            port += 1
            let path = "/spec/rules/\(place)/matchLayer4/matchDestinationPort/ranges/0"
            let body = #"[{"op":"replace","path":"\#(path)","value":\#(61_000 + port)}]"#
            return try table.time(
                ofOne: HTTPRequest(
                    "PATCH", chain, token: Daemon.token, body: body, type: "application/json-patch+json",
                    isMinimal: true), connection)
        } against: {
            port += 1
            let other = 61_000 + port
            return try NFTool.run(
                "-f", try NFTool.file(Self.file(10_000) { $0 == 5000 ? other : 1 + $0 % 60_000 }, folder))
        }
        try NFTool.run("delete", "table", "inet", "bench")
        report.add(row(name + ", PATCH until in the kernel : nft -f of all", result, atMost: 0.05))
    }

    /// Every second address, so that none are put together.
    private static func address(_ number: Int) -> String {
        "10.\(number >> 15).\(number >> 7 & 255).\((number & 127) * 2)"
    }

    private func addElements(_ connection: Connection, _ table: Table, _ report: inout Report) throws {
        let all = (0..<100_000).map(Self.address)
        let body = #"{"type":"ipv4_addr","elements":["# + all.map { "\"\($0)\"" }.joined(separator: ",") + "]}"
        _ = try table.time(
            ofOne: HTTPRequest("PUT", Self.set, token: Daemon.token, body: body, isMinimal: true), connection)
        try NFTool.run(
            "-f",
            try NFTool.file(
                "add table inet bench\nadd set inet bench s { type ipv4_addr; flags interval; elements = { "
                    + all.joined(separator: ", ") + " } }\n", folder))
        var next = (ours: 100_000, theirs: 100_000)
        let result = try Alternation(rounds: Self.rounds) {
            let items = (next.ours..<next.ours + 1000).map {
                #"{"op":"add","path":"/spec/elements/-","value":"\#(Self.address($0))"}"#
            }
            next.ours += 1000
            return try table.time(
                ofOne: HTTPRequest(
                    "PATCH", Self.set, token: Daemon.token, body: "[" + items.joined(separator: ",") + "]",
                    type: "application/json-patch+json", isMinimal: true), connection)
        } against: {
            let items = (next.theirs..<next.theirs + 1000).map(Self.address).joined(separator: ", ")
            next.theirs += 1000
            return try NFTool.run("-f", try NFTool.file("add element inet bench s { \(items) }\n", folder))
        }
        try NFTool.run("delete", "table", "inet", "bench")
        report.add(row("1,000 elements more in a set of 100,000 : nft add element", result, atMost: 1.2))
    }

    private func drift(_ connection: Connection, _ table: Table, _ report: inout Report) throws {
        _ = try table.time(ofOne: put(1000), connection)
        var samples: [Double] = []
        for round in 0..<Self.driftCount {
            let handles = try table.handles()
            samples.append(try table.time(ofRepairing: handles[round * 17 % handles.count]))
            // What is undone more often than that is a fight, which is fought once a second.
            usleep(1_050_000)
        }
        let times = Samples(samples)
        report.add(
            ReportRow(
                "drift: one of 1,000 rules deleted until back, p99 of \(times.count)",
                "median \(Format.milliseconds(times.median))", value: times.percentile(0.99) * 1000, unit: "ms",
                limit: 30))
    }

    private func row(_ name: String, _ result: Alternation, atMost limit: Double) -> ReportRow {
        ReportRow(
            name, ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
            ratio: result.ratio, .atMost(limit))
    }
}

/// The kernel's table, asked past the daemon.
private struct Table {
    private let tables: NfTables

    init(_ tables: NfTables) { self.tables = tables }

    /// - Returns: Seconds from the first byte of a request until the kernel has made one transaction.
    func time(ofOne request: HTTPRequest, _ connection: Connection) throws -> Double {
        let before = try generation()
        let start = ContinuousClock.now
        let answer = connection.send(request)
        try Stopwatch.wait("the transaction", every: 200) { try generation() != before }
        let time = Stopwatch.seconds(since: start)
        _ = try answer.wait().checked()
        usleep(300_000)
        return time
    }

    /// - Returns: Seconds from the deletion of a rule until the next transaction.
    func time(ofRepairing handle: UInt64) throws -> Double {
        let before = try generation()
        let tables = tables
        let start = ContinuousClock.now
        let outcome = try Waiting.result { try await tables.apply([.deleteRule(handle, chain: "bench")]) }
        guard outcome == .done else { throw BenchmarkError.program("the rule isn't deleted: \(outcome)") }
        try Stopwatch.wait("the repair", every: 100) { try generation() == before + 2 }
        return Stopwatch.seconds(since: start)
    }

    func handles() throws -> [UInt64] {
        let tables = tables
        return try Waiting.result { try await tables.state() }.chains.first { $0.name == "bench" }?.rules.map(\.handle)
            ?? []
    }

    private func generation() throws -> UInt32 {
        let tables = tables
        return try Waiting.result { try await tables.generation() }
    }
}

/// The tool that is compared with.
private enum NFTool {
    private static let path =
        ["/usr/sbin/nft", "/sbin/nft"].first { FileManager.default.isExecutableFile(atPath: $0) } ?? "/sbin/nft"

    /// - Returns: Seconds that it took.
    @discardableResult
    static func run(_ words: String...) throws -> Double {
        let words = words.flatMap { $0.hasPrefix("/") ? [$0] : $0.split(separator: " ").map(String.init) }
        var outcome: ChildProcess.Outcome?
        let time = Stopwatch.time { outcome = ChildProcess.run(path, words) }
        guard outcome == .exited(0) else {
            throw BenchmarkError.program("nft \(words): \(String(describing: outcome))")
        }
        return time
    }

    static func file(_ text: String, _ folder: String) throws -> String {
        let path = URL(fileURLWithPath: folder).path + "/nft"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}

/// Waits for what is done on another thread.
private final class Waiting<Value: Sendable>: Sendable {
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    static func result(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let (box, done) = (Waiting(), DispatchSemaphore(value: 0))
        Task.detached {
            let result: Result<Value, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            box.outcome.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = box.outcome.withLock({ $0 }) else { throw BenchmarkError.timeout("a task") }
        return try result.get()
    }
}
