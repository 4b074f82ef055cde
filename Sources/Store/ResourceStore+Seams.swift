internal import GRDB

/// What tests set or read of the writer's connection.
extension ResourceStore {
    /// Keeps the file from growing past so many pages: a disk that is full, for tests.
    package func limitSize(toPages count: Int64) async throws(StoreError) {
        _ = try await ask("PRAGMA max_page_count = \(count)")
    }

    /// The value of a setting of the writer's connection, such as `synchronous`.
    package func setting(_ name: String) async throws(StoreError) -> Int64? { try await ask("PRAGMA \(name)") }

    /// How many writes wait for the next commit.
    package var pendingWrites: Int { writer.count }

    private func ask(_ sql: String) async throws(StoreError) -> Int64? {
        try await write(ChangeContext(actor: "test", origin: .boot)) { transaction throws(StoreError) in
            try perform { try Int64.fetchOne(transaction.database, sql: sql) }
        }.value
    }
}
