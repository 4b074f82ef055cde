import FlowSupport
import Resources
import Synchronization
import TestSupport
import Testing

extension Flows {
    @Suite struct Crash {
        private static let rounds = 200

        @Test func `whatever instant it is killed at, nothing acknowledged is lost and no transaction is halved`()
            async throws
        {
            try await Flow.run { flow in
                let notes = Notes()
                var dice = Dice(seed: 7)
                for round in 1...Self.rounds {
                    let instant = Duration.milliseconds(dice.below(60))
                    try await flow.writeUntilKilled(notes, after: instant)
                    try await flow.daemon.start(on: flow.host)
                    try await flow.expectWhole(notes, round: round)
                }
                #expect(notes.acknowledged > Self.rounds, "too few writes were acknowledged to show anything")
            }
        }
    }
}

/// What was asked for and acknowledged.
private final class Notes: Sendable {
    struct Write: Sendable {
        var revision: Int64
        var value: Int64
    }

    private struct State {
        var counter: Int64 = 0
        var fresh: [String: [Write]] = [:]
        var newest: [String: Int64] = [:]
        var acknowledged = 0
    }

    private let state = Mutex(State())

    var acknowledged: Int { state.withLock(\.acknowledged) }
    var newest: [String: Int64] { state.withLock(\.newest) }

    /// A value that wasn't written before.
    func next() -> Int64 {
        state.withLock { state in
            state.counter += 1
            return state.counter
        }
    }

    func acknowledge(_ resource: String, _ write: Write) {
        state.withLock { state in
            state.fresh[resource, default: []].append(write)
            state.newest[resource] = write.value
            state.acknowledged += 1
        }
    }

    /// What was acknowledged since the last time.
    func takeFresh() -> [String: [Write]] {
        state.withLock { state in
            defer { state.fresh = [:] }
            return state.fresh
        }
    }
}

extension Flow {
    private static let kinds = ["blackhole", "unreachable", "prohibit"]
    private static let group = (1...4).map { route(99, $0) }

    private static func route(_ writer: Int, _ number: Int) -> String {
        "RouteSpec/77/inet4//10.\(writer).0.\(number)/32/5"
    }

    private static func spec(_ value: Int64) -> JSON {
        ["type": .string(kinds[Int(value % 3)]), "mtu": .integer(68 + value % 60_000)]
    }

    private static func value(_ spec: JSON?) -> Int64 { (spec?["mtu"]?.integer ?? 67) - 68 }

    /// Three writers, one of them of whole transactions, until the daemon is killed.
    fileprivate func writeUntilKilled(_ notes: Notes, after instant: Duration) async throws {
        await withTaskGroup(of: Void.self) { group in
            for writer in 1...2 { group.addTask { await write(notes, writer) } }
            group.addTask { await writeTransactions(notes) }
            group.addTask {
                // The instant at which it is killed is what the test is about; nothing is waited for.
                try? await Task.sleep(for: instant)
                try? await daemon.crash()
            }
        }
    }

    private func write(_ notes: Notes, _ writer: Int) async {
        while true {
            let value = notes.next()
            let resource = Self.route(writer, Int(value % 5))
            guard let reply = try? await client.put(resource, Self.spec(value)) else { return }
            guard reply.status < 300, let revision = reply.revision else { return }
            notes.acknowledge(resource, Notes.Write(revision: revision, value: value))
        }
    }

    private func writeTransactions(_ notes: Notes) async {
        while true {
            let value = notes.next()
            let operations = Self.group.map { (op: "put", resource: $0, spec: Self.spec(value)) }
            guard let reply = try? await client.transact(operations, ""), reply.status == 200 else { return }
            for (resource, result) in zip(Self.group, reply.json["results"]?.elements ?? []) {
                let revision = result["revision"]?.integer ?? 0
                notes.acknowledge(resource, Notes.Write(revision: revision, value: value))
            }
        }
    }

    /// Checks what was acknowledged, the transactions, and that the kernel is as the specs say.
    fileprivate func expectWhole(_ notes: Notes, round: Int) async throws {
        for (resource, writes) in notes.takeFresh() {
            for write in writes {
                let row = try await client.get("/v1/history/\(write.revision)").json
                let stored = Self.value(row[path: "object", "spec"])
                try #require(
                    stored == write.value, "round \(round): \(resource) at \(write.revision): \(row.canonical)")
            }
        }
        let items = try await client.get("/v1/resources/network-config/RouteSpec").items
        var stored: [String: Int64] = [:]
        for item in items {
            let id = (item[path: "metadata", "id"]?.text ?? "").replacing("api/", with: "RouteSpec/")
            stored[id] = Self.value(item["spec"])
        }
        for (resource, value) in notes.newest {
            // What wasn't acknowledged any more may have been stored all the same, but nothing older.
            try #require(stored[resource] ?? -1 >= value, "round \(round): \(resource)")
        }
        let values = Set(Self.group.map { stored[$0] })
        try #require(values.count == 1, "round \(round): half a transaction: \(values)")
        let wanted = Dictionary(
            uniqueKeysWithValues: items.map { item in
                (String(item["spec"]?["dst"]?.text?.dropLast(3) ?? ""), item["spec"]?["type"]?.text ?? "")
            })
        try await host.eventually("round \(round): the kernel is as the specs say") {
            // Before the first route there is no such table, and `ip` would refuse to show it.
            let routes = try await host.json("-4 route show table all")
            let actual = routes.filter { $0["table"]?.text == "77" }.map {
                ($0["dst"]?.text ?? "", $0["type"]?.text ?? "")
            }
            return Dictionary(actual) { $1 } == wanted
        }
    }
}
