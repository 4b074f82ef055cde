import GRDB
import Resources
import TestSupport
import Testing

@testable import Store

/// Times in the history of a host whose clock was set.
@Suite struct `A time of the past` {
    /// A store with a change at each of these times, and the clock set before the third.
    private func withTimes(
        _ times: [String], step: Int, _ body: (ResourceStore) throws -> Void
    ) async throws {
        try await withStore { store, path async throws in
            for id in times.indices {
                try await store.change { transaction throws(StoreError) in
                    try transaction.create(Toy.resource("r\(id)"))
                }
            }
            store.close()
            try await DatabaseQueue(path: path).writeWithoutTransaction { database in
                try database.execute(sql: "DROP TRIGGER txn_is_fixed")
                for (id, time) in times.enumerated() {
                    try database.execute(
                        sql: "UPDATE txn SET time = ? WHERE id = ?", arguments: ["2026-01-01T\(time):00.000Z", id + 1])
                }
                try database.execute(
                    sql: """
                        INSERT INTO audit (sequence, kind, txn, revision, note, digest)
                            SELECT max(sequence) + 1, 'clockStep', 2, 2, '{"milliseconds":' || ? || '}', zeroblob(32)
                            FROM audit
                        """, arguments: [step * 60_000])
            }
            let again = try ResourceStore(path: path)
            defer { again.close() }
            try body(again)
        }
    }

    private func revisions(_ store: ResourceStore, _ time: String) throws -> [Int64] {
        let moment = try #require(Moment("2026-01-01T\(time):30Z"))
        let past = try store.revision(at: moment)
        return [past.recorded, past.corrected]
    }

    @Test func `is two revisions where the clock was set forward after a change that it concerns`() async throws {
        try await withTimes(["09:00", "09:05", "10:10"], step: 60) { store throws in
            // By today's clock the first two were made at 10:00 and 10:05.
            #expect(try revisions(store, "08:00") == [0, 0])
            #expect(try revisions(store, "09:00") == [1, 0])
            #expect(try revisions(store, "09:30") == [2, 0])
            #expect(try revisions(store, "10:01") == [2, 1])
            #expect(try revisions(store, "10:05") == [2, 2])
            #expect(try revisions(store, "10:10") == [3, 3])
        }
    }

    @Test func `is two revisions where the clock was set back`() async throws {
        try await withTimes(["09:00", "10:05", "09:10"], step: -60) { store throws in
            #expect(try revisions(store, "08:00") == [0, 1])
            #expect(try revisions(store, "09:06") == [1, 2])
            #expect(try revisions(store, "09:10") == [3, 3])
            #expect(try revisions(store, "11:00") == [3, 3])
        }
    }

    /// Random times against the plain search, in a history of 50,000 transactions in which the clock was set twice.
    @Test func `is found among many with few looks, wherever it lies`() async throws {
        try await withStore { store, path async throws in
            try await store.change { transaction throws(StoreError) in try transaction.create(Toy.resource("a")) }
            store.close()
            var random = SeededGenerator(seed: 7)
            let steps: [Int64: Int64] = [20_000: -3_600_000, 35_000: 7_200_000]
            var (milliseconds, made): (Int64, [String]) = (1_767_225_600_000, [])
            for id in 1...Int64(50_000) {
                made.append(Moment(milliseconds: milliseconds).description)
                // A little back now and then: nobody notes that.
                let isBack = Int64.random(in: 0..<20, using: &random) == 0
                milliseconds += (isBack ? -400 : .random(in: 0...300, using: &random)) + (steps[id] ?? 0)
            }
            let times = made
            let queue = try DatabaseQueue(path: path)
            try await queue.write { database in
                try database.execute(sql: "DROP TRIGGER txn_is_fixed")
                try database.execute(sql: "UPDATE txn SET time = ?", arguments: [times[0]])
                for time in times.dropFirst() {
                    try database.execute(
                        sql: "INSERT INTO txn (time, actor, origin, first_revision) VALUES (?, 'a', 'api', 2)",
                        arguments: [time])
                }
            }
            for _ in 0..<100 {
                let text = try #require(times.randomElement(using: &random))
                let time = try #require(Moment(text))
                let looks = try await queue.read { database in
                    var search = try TimeSearch(database)
                    var (end, found): (Int64, Int64?) = (.max, nil)
                    for start in steps.keys.sorted(by: >) + [0] where found == nil {
                        found = try search.last(time, (after: start, through: end))
                        end = start
                    }
                    let plain = times.lastIndex { $0 <= text }.map { Int64($0) + 1 }
                    #expect(found == plain, "\(text)")
                    return search.looks
                }
                #expect(looks < 250, "\(text)")
            }
        }
    }

    @Test func `is looked for one by one only where nobody knows when the clock was set`() async throws {
        try await withTimes(["09:00", "10:05", "09:10"], step: -60) { store throws in
            try store.readers.snapshot { database in
                var search = try TimeSearch(database)
                let early = try #require(Moment("2026-01-01T08:00:00Z"))
                #expect(try search.last(early, (after: 0, through: .max)) == nil)
                let few = search.looks
                search.isUnordered(through: 3)
                #expect(try search.last(early, (after: 0, through: .max)) == nil)
                #expect(search.looks == few + 1 + 3)
            }
        }
    }
}
