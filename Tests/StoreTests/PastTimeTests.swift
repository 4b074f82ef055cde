import GRDB
import Resources
import Store
import TestSupport
import Testing

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
}
