import ArgumentParser
import Foundation
import Resources
import Store

/// Tells what a database holds and how large it is.
struct DatabaseStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Tell what the database holds, how large it is, and how fast it grows.",
        discussion: """
            EXAMPLES
              netstrata db stats
              netstrata db stats -o json

            CONTENT is what the changes say, without what SQLite adds; SIZE is that of
            a table's pages. ALL SINCE is the revision from which on every change is
            kept, where some were pruned.
            """)

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let work = DatabaseWork(options.folder.database)
        try work.checkReadable()
        let statistics = try await work.run { try DatabaseStatistics(work.file, now: .now) }
        let wal = Self.size(work.path + "-wal")
        options.show(Self.document(statistics, work, wal)) { Self.words(statistics, work, wal) }
    }

    private static func size(_ path: String) -> Int {
        ((try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int) ?? 0
    }

    private static func document(_ statistics: DatabaseStatistics, _ work: DatabaseWork, _ wal: Int) -> JSON {
        func number(_ value: Int) -> JSON { .integer(Int64(value)) }
        func share(_ share: DatabaseStatistics.Share) -> JSON {
            [
                "name": .string(share.name), "resources": number(share.resources), "changes": number(share.rows),
                "bytes": number(share.bytes), "lastHour": number(share.lastHour),
                "oldestRevision": .integer(share.oldestRevision),
            ]
        }
        return [
            "file": .string(work.path), "isOpen": .bool(work.isOpen), "revision": .integer(statistics.revision),
            "incarnation": .string(statistics.incarnation), "pageSize": number(statistics.pageSize),
            "pages": number(statistics.pages), "freePages": number(statistics.freePages), "walBytes": number(wal),
            "classes": .array(
                statistics.classes.map { one in
                    var json = share(one)
                    json["oldestTime"] = statistics.oldestTimes[one.kind].map { .string($0) }
                    return json
                }),
            "types": .array(
                statistics.types.map { one in
                    var json = share(one)
                    json["class"] = .string(one.kind.rawValue)
                    return json
                }),
            "tables": .array(
                statistics.tables.map { table in
                    [
                        "name": .string(table.name), "rows": number(table.rows),
                        "bytes": table.bytes.map(number) ?? .null,
                    ]
                }),
        ]
    }

    private static func words(_ statistics: DatabaseStatistics, _ work: DatabaseWork, _ wal: Int) -> String {
        let size = statistics.pages * statistics.pageSize
        let free = statistics.freePages * statistics.pageSize
        let about = [
            "\(work.path)\(work.isOpen ? ", with which a daemon works" : "")",
            "revision \(statistics.revision), incarnation \(statistics.incarnation)",
            "\(bytes(size)), of which \(bytes(free)) are free for what comes; write-ahead log \(bytes(wal))", "",
        ].map { $0 + "\n" }.joined()
        func row(_ share: DatabaseStatistics.Share, since: String) -> [String] {
            [
                share.name, "\(share.resources)", "\(share.rows)", bytes(share.bytes), "\(share.lastHour)",
                share.oldestRevision > 0 ? "\(share.oldestRevision)" : "", since,
            ]
        }
        let history = TextTable(
            ["HISTORY", "RESOURCES", "CHANGES", "CONTENT", "LAST HOUR", "ALL SINCE", "OLDEST"],
            statistics.classes.map { share in
                row(share, since: statistics.oldestTimes[share.kind].flatMap { Moment($0)?.relative(to: .now) } ?? "")
            } + statistics.types.map { row($0, since: "") })
        let tables = TextTable(
            ["TABLE", "ROWS", "SIZE"],
            statistics.tables.map { [$0.name, "\($0.rows)", $0.bytes.map(bytes) ?? ""] })
        return about + history.rendered(for: .output) + "\n" + tables.rendered(for: .output)
    }

    /// A size in the largest unit of which there is one at least.
    static func bytes(_ count: Int) -> String {
        let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        guard let (size, name) = units.first(where: { count >= $0.0 }) else { return "\(count) B" }
        let tenths = count * 10 / size
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\(tenths / 10) \(name)"
    }
}
