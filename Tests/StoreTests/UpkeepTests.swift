import Foundation
import GRDB
import Resources
import Store
import Synchronization
import TestSupport
import Testing

/// Something that happens once.
private final class Flag: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

/// How far a copy was, each time that it said so.
private final class Shares: Sendable {
    private let all = Mutex<[Double]>([])
    var last: Double? { all.withLock(\.last) }
    func add(_ share: Double) { all.withLock { $0.append(share) } }
}

/// The database as a file: checked, measured, copied, compacted.
@Suite struct `A database file` {
    private func withDatabase(_ body: (ResourceStore, String, TemporaryFolder) async throws -> Void) async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path, classes: [Toy.type: .statuses])
            defer { store.close() }
            for step in 0..<200 {
                try await store.change { transaction throws(StoreError) in
                    try transaction.modify(Toy.resource("\(step % 7)")) { $0.spec = Toy.spec(step) }
                }
            }
            try await store.change { transaction throws(StoreError) in try transaction.destroy(Toy.key("3")) }
            try await body(store, path, folder)
        }
    }

    static let damages: [(sql: String, promise: String, place: String)] = [
        ("DELETE FROM history WHERE revision = 50", "numbered without gaps", "revision 50 is gone"),
        ("DELETE FROM history WHERE revision = 50", "continues the one before", "revision 57 of"),
        ("UPDATE history SET version = 99 WHERE revision = 60", "continues the one before", "revision 60 of"),
        ("UPDATE history SET previous = 0 WHERE revision = 60", "continues the one before", "revision 60 of"),
        ("UPDATE history SET id = '4' WHERE revision = 60", "continues the one before", "revision 60 of"),
        ("UPDATE resource SET spec = '{}' WHERE id = '2'", "what its last change says", "default/PathResource/2"),
        ("UPDATE resource SET revision = 1 WHERE id = '2'", "what its last change says", "default/PathResource/2"),
        ("DELETE FROM resource WHERE id = '2'", "replaced or ended is there", "default/PathResource/2"),
        ("DELETE FROM txn WHERE id = 50", "belongs to a transaction", "revision 50 of"),
        ("UPDATE history SET txn = 1 WHERE revision = 60", "belongs to a transaction", "revision 60 of"),
        ("UPDATE pruning SET class = 'specs', through = 3", "can't be removed", "specs up to 3"),
        ("UPDATE horizon SET revision = 999", "there ever was", "PathResource at 999"),
        (
            "UPDATE resource SET spec = '{\"a\":\"secret:\(String(repeating: "0", count: 32))\"}'", "every secret",
            "secret:0"
        ),
    ]

    @Test(arguments: damages)
    func `is checked for what its triggers promise`(_ damage: (sql: String, promise: String, place: String))
        async throws
    {
        try await withDatabase { store, path, _ async throws in
            #expect(try DatabaseCheck(DatabaseFile(path)).findings == [], "while a writer has it open")
            store.close()
            try tamper(path, damage.sql)
            let findings = try DatabaseCheck(DatabaseFile(path)).findings
            let found = findings.first { $0.promise.contains(damage.promise) }
            #expect(found?.places.contains { $0.contains(damage.place) } ?? false, "\(findings)")
            #expect(!(found?.advice.isEmpty ?? true))
        }
    }

    @Test func `is checked for triggers that are gone, and for pages that are damaged`() async throws {
        try await withDatabase { store, path, _ async throws in
            store.close()
            let queue = try DatabaseQueue(path: path)
            try await queue.write { try $0.execute(sql: "DROP TRIGGER history_stays; CREATE TABLE mine (a)") }
            try queue.close()
            #expect(
                try DatabaseCheck(DatabaseFile(path)).findings.flatMap(\.places)
                    == ["table mine isn't ours", "trigger history_stays is gone"])
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try file.seek(toOffset: 4096 * 6)
            try file.write(contentsOf: Data(repeating: 0x5A, count: 4096))
            try file.close()
            let check = try DatabaseCheck(DatabaseFile(path))
            #expect(check.findings.map(\.promise) == ["the file is sound"])
            try Data("not a database at all, but long enough to be looked at".utf8).write(
                to: URL(fileURLWithPath: path))
            #expect(throws: StoreError.self) { try DatabaseCheck(DatabaseFile(path)) }
        }
    }

    @Test func `says what it holds`() async throws {
        try await withDatabase { store, path, _ async throws in
            let statistics = try DatabaseStatistics(
                DatabaseFile(path), now: Moment(Timestamp.now()) ?? Moment(milliseconds: 0))
            #expect(statistics.revision == 201)
            #expect(statistics.incarnation == store.incarnation)
            let toys = try #require(statistics.types.first { $0.name == Toy.type })
            #expect(toys.kind == .statuses && toys.resources == 6 && toys.rows == 201 && toys.lastHour == 201)
            #expect(toys.bytes > 201 * 20)
            #expect(statistics.classes.first { $0.kind == .statuses }?.rows == 201)
            let history = try #require(statistics.tables.first { $0.name == "history" })
            #expect(history.rows == 201)
            #expect(history.bytes ?? .max >= 4096)
            #expect(statistics.oldestTimes[.statuses] == (try store.change(1))?.transaction.time)
        }
    }

    @Test func `is copied as of one commit while somebody writes, and the copy is another life`() async throws {
        try await withDatabase { store, path, folder async throws in
            let target = folder.file("copy.db")
            _ = FileManager.default.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600])
            let shares = Shares()
            let isDone = Flag()
            async let writing: Void = {
                var step = 0
                while !isDone.isSet {
                    step += 1
                    let number = step
                    try await store.change { transaction throws(StoreError) in
                        try transaction.modify(Toy.resource("1")) { $0.spec = Toy.spec(number) }
                    }
                }
            }()
            let source = DatabaseFile(path)
            let copy = try await Task.detached {
                defer { isDone.set() }
                return try DatabaseCopy.make(of: source, at: target) { shares.add($0) }
            }.value
            try await writing
            #expect(shares.last == 1)
            #expect(copy.revision >= 201)
            let beside = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
                $0.hasPrefix("copy")
            }
            #expect(beside == ["copy.db"], "one file")
            #expect(try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int == 0o600)
            #expect(try Invariants.violations(path: target) == [])

            let other = try ResourceStore(path: target)
            #expect(other.revision == copy.revision)
            #expect(other.incarnation != store.incarnation)
            let incarnation = other.incarnation
            other.close()
            let again = try ResourceStore(path: target)
            #expect(again.incarnation == incarnation, "only the first time")
            again.close()
        }
    }

    @Test func `a copy takes over what is ours in the kernel`() async throws {
        try await withDatabase { store, path, folder async throws in
            let target = folder.file("copy.db")
            _ = try DatabaseCopy.make(of: DatabaseFile(path), at: target)
            let entry = LedgerEntry(kind: "address", object: "o", spec: "s", claim: .made)
            try await store.change { transaction throws(StoreError) in
                try transaction.bindLedger(to: "this kernel", lasting: [])
                try transaction.record(entry)
            }
            store.close()
            try DatabaseCopy.keepLedger(in: target, from: path)
            let other = try ResourceStore(path: target)
            try await other.change { transaction throws(StoreError) in
                try transaction.bindLedger(to: "this kernel", lasting: [])
            }
            #expect(try other.ledger("address") == [entry])
            other.close()
        }
    }

    /// Under retention the pages of what goes are taken by what comes.
    @Test func `stops growing when as much is pruned as is written`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let path = folder.file("netstrata.db")
            let store = try ResourceStore(path: path, classes: [Toy.type: .statuses])
            let pruner = HistoryPruner(store)
            let text = String(repeating: "x", count: 400)
            let rule = Retention.Rule(age: nil, rows: 1000)
            func round(_ number: Int) async throws -> DatabaseStatistics {
                for part in 0..<20 {
                    try await store.change { transaction throws(StoreError) in
                        for step in 0..<100 {
                            let spec = #"{"number":\#(number * 10_000 + part * 100 + step),"text":"\#(text)"}"#
                            try transaction.modify(Toy.resource("\(step)")) { $0.spec = spec }
                        }
                    }
                }
                while try await pruner.step(.statuses, rule, now: Moment(milliseconds: 0)) != nil {}
                return try DatabaseStatistics(DatabaseFile(path), now: Moment(milliseconds: 0))
            }
            func bytes(_ statistics: DatabaseStatistics, of names: Set<String>) -> Int {
                statistics.tables.filter { names.contains($0.name) }.compactMap(\.bytes).reduce(0, +)
            }
            var sizes: [DatabaseStatistics] = []
            for number in 0..<12 { sizes.append(try await round(number)) }
            let (early, late) = (sizes[3], sizes[11])
            #expect(bytes(late, of: ["history"]) <= bytes(early, of: ["history"]) * 5 / 4)
            // What stays for good is the rest of the growth: transactions, and in the audit log a digest for each change.
            let kept: Set<String> = ["txn", "audit"]
            let growth = (late.pages - early.pages) * late.pageSize
            #expect(growth <= bytes(late, of: kept) - bytes(early, of: kept) + 32 * late.pageSize)
            let perChange = (bytes(late, of: kept) - bytes(early, of: kept)) / (8 * 2000)
            #expect(perChange < 64, "bytes of a pruned change that stay")
            store.close()
            let before = try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
            let vacuum = try DatabaseVacuum.run(path: path)
            #expect(vacuum.before == before)
            #expect(vacuum.after < before)
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int == vacuum.after)
            #expect(try Invariants.violations(path: path) == [])
        }
    }
}
