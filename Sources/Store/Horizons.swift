internal import GRDB
internal import Resources
import Synchronization

/// How much of the past is gone, by type, for those who read: the table `horizon` in memory.
///
/// Whoever reads something of the past asks afterwards whether it was still there. The writer raises a horizon before it removes
/// rows, so whoever finds them gone finds it raised.
final class Horizons: Sendable {
    private struct State {
        var revisions: [String: Int64] = [:]
        var classes: [String: HistoryClass] = [:]
    }

    private let state = Mutex(State())

    /// Writes down to which class each type belongs, where that isn't known yet, and reads the table.
    func load(_ database: Database, _ classes: [String: HistoryClass]) throws {
        let known = try Row.fetchAll(database, sql: "SELECT type, class FROM horizon")
        let stored = Dictionary(known.map { ($0[0] as String, $0[1] as String) }) { first, _ in first }
        let missing = classes.filter { stored[$0.key] != $0.value.rawValue }
        if !missing.isEmpty {
            try database.inTransaction(.immediate) {
                for (type, kind) in missing {
                    try database.execute(
                        sql: stored[type] == nil
                            ? "INSERT INTO horizon (class, type, revision) VALUES (?, ?, 0)"
                            : "UPDATE horizon SET class = ? WHERE type = ?", arguments: [kind.rawValue, type])
                }
                return .commit
            }
        }
        try load(database)
    }

    /// Reads the table; what the log has as pruned isn't there, whatever somebody made the table say.
    func load(_ database: Database) throws {
        let rows = try Row.fetchAll(database, sql: "SELECT type, class, revision FROM horizon")
        state.withLock { state in
            for row in rows {
                let type: String = row[0]
                state.classes[type] = HistoryClass(rawValue: row[1])
                state.revisions[type] = row[2]
            }
        }
        for kind in HistoryClass.allCases {
            guard let note = try AuditStart.newestPruning(database, of: kind.rawValue) else { continue }
            raise(kind, to: note["through"]?.integer ?? 0)
        }
    }

    /// Says that the types of a class will lack something before a revision.
    func raise(_ kind: HistoryClass, to revision: Int64) {
        state.withLock { state in
            for (type, other) in state.classes where other == kind {
                state.revisions[type] = max(state.revisions[type] ?? 0, revision)
            }
        }
    }

    /// The revision at which and after which all is known of what a filter finds; 0 when nothing is gone.
    func revision(for filter: HistoryFilter) -> Int64 {
        state.withLock { state in
            if let type = filter.type { return state.revisions[type] ?? 0 }
            // Statuses have an owner and lie in one namespace.
            let isSpec = filter.onlyIntent || filter.namespace.map { $0 != Namespace.network } ?? false
            return state.revisions.filter { !isSpec || state.classes[$0.key] == .specs }.values.max() ?? 0
        }
    }

    /// Refuses what can't be told any more.
    func check(_ revision: Int64, for filter: HistoryFilter) throws(StoreError) {
        let oldest = self.revision(for: filter)
        guard revision >= oldest else { throw .compacted(oldest: oldest) }
    }
}

extension ResourceStore {
    /// The revision at which and after which all is known of what a filter finds; 0 when nothing is gone.
    public func oldestRevision(matching filter: HistoryFilter) -> Int64 { horizons.revision(for: filter) }

    /// The same for the resources of a type.
    public func oldestRevision(of type: String) -> Int64 {
        var filter = HistoryFilter()
        filter.type = type
        return horizons.revision(for: filter)
    }

    /// Refuses a revision of which not all is known any more.
    ///
    /// What was read of the past counts only if this passes afterwards: rows are pruned at any time.
    ///
    /// - Throws: `compacted`.
    public func checkKept(_ revision: Int64, matching filter: HistoryFilter) throws(StoreError) {
        try horizons.check(revision, for: filter)
    }
}
