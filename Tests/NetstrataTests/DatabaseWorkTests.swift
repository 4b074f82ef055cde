import Foundation
import Store
import TestSupport
import Testing

@testable import Netstrata

@Suite struct `A file that is to be a database` {
    private func refusal(_ path: String) -> ClientError? {
        do throws(ClientError) {
            try DatabaseWork(path).checkReadable()
            try DatabaseWork(path).checkForm()
            return nil
        } catch {
            return error
        }
    }

    private func report(_ path: String) -> String { refusal(path)?.report(colours: false) ?? "" }

    @Test func `is refused with what it is instead, and what to name`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let (text, empty) = (folder.file("text"), folder.file("empty"))
            try Data("root:x:0:0:root:/root:/bin/sh\n".utf8).write(to: URL(fileURLWithPath: text))
            try Data().write(to: URL(fileURLWithPath: empty))
            #expect(
                report(text) == """
                    netstrata: \(text) is no database
                      → name Netstrata's database, or what 'netstrata db backup' made

                    """)
            #expect(report(empty).hasPrefix("netstrata: \(empty) is empty, and no database\n  → "))
            #expect(report("/dev").hasPrefix("netstrata: /dev is a folder, and no database\n  → name the file in it"))
            #expect(report("/dev/null").hasPrefix("netstrata: /dev/null is no file, and no database\n  → "))
            #expect(report(folder.file("absent")).hasPrefix("netstrata: there is no database \(folder.file("absent"))"))
            #expect([text, empty, "/dev", "/dev/null"].allSatisfy { refusal($0)?.status == .usage })
            #expect(refusal(folder.file("absent"))?.status == .notFound)
        }
    }

    @Test func `is taken if SQLite made it, also where all is in the log still`() async throws {
        try await TemporaryFolder.with { folder async throws in
            let database = folder.file("netstrata.db")
            try ResourceStore(path: database).close()
            #expect(refusal(database) == nil)
            try Data().write(to: URL(fileURLWithPath: database))
            #expect(refusal(database) != nil)
            try Data("frames".utf8).write(to: URL(fileURLWithPath: database + "-wal"))
            #expect(refusal(database) == nil)
        }
    }

    @Test func `that is damaged sends nobody to the check who comes from it`() async throws {
        let damaged = { @Sendable () throws -> Void in throw StoreError.corrupt("malformed") }
        let works = [
            (DatabaseWork("/x.db"), ["tells more", "db restore"]),
            (DatabaseWork("/x.db", remedies: [DatabaseWork.another]), ["name Netstrata's"]),
        ]
        for (work, hints) in works {
            let error = await #expect(throws: ClientError.self) {
                try await work.run(damaged)
            }
            let lines = error?.report(colours: false).split(separator: "\n").dropFirst() ?? []
            #expect(lines.count == hints.count && zip(lines, hints).allSatisfy { $0.contains($1) }, "\(lines)")
        }
    }
}
