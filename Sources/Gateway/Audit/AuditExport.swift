import Audit
import NIOCore
import NIOHTTP1
import Resources
import Store

/// GET of the whole log with the history that it covers, as a bundle that is verified without the daemon.
enum AuditExport {
    /// How many audit rows are read at once.
    private static let portion = 256
    /// How many history rows are read at once.
    private static let changes = 1024
    /// How many bytes are sent at once.
    private static let bytes = 64 << 10

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard let keeper = backend.auditKeeper else {
            throw Problem(.conflict, .conflict, "this daemon signs nothing, so there is no bundle")
        }
        let store = backend.store
        // What comes after is in the next bundle, unless it tells where rows went.
        let last = store.auditHead ?? .empty
        return .now(
            APIResponse(stream: "application/x-ndjson") { writer in
                var bundle = Bundle(writer, store, last)
                try? await bundle.write(keeper)
            })
    }

    private struct Bundle {
        let writer: StreamWriter
        let store: ResourceStore
        /// The last row that is sent.
        var last: AuditHead
        var digest = BundleDigest()
        var rows = 0
        var changes = 0
        var revision: Int64 = 0
        /// Lines of history that are read already.
        var ahead: ArraySlice<(revision: Int64, line: String)> = []
        /// What isn't sent yet.
        var bytes = ByteBuffer()

        init(_ writer: StreamWriter, _ store: ResourceStore, _ last: AuditHead) {
            (self.writer, self.store, self.last) = (writer, store, last)
        }

        /// Writes all lines; who reads a bundle knows by its last line that it is whole.
        mutating func write(_ keeper: any AuditKeeper) async throws {
            let start = try await begin()
            try await add(AuditBundle.opening(incarnation: store.incarnation, prunedBefore: start))
            var sequence = start.head.sequence
            revision = start.revision
            while try await goesOn(after: sequence) {
                let (after, store) = (sequence, store)
                let portion = try await Blocking.run {
                    Result { () throws(StoreError) in try store.auditRows(after: after, limit: AuditExport.portion) }
                }.get()
                guard !portion.isEmpty else { throw StoreError.corrupt("the audit log ends before its head") }
                let end = portion.map(\.row.revision).max() ?? revision
                for sealed in portion where sealed.row.sequence <= last.sequence { try await add(sealed, of: end) }
                sequence = portion.last?.row.sequence ?? last.sequence
            }
            let manifest = AuditBundle.Manifest(head: last, rows: rows, changes: changes, digest: digest.hex)
            guard let signature = await keeper.signature(over: manifest.text) else { return }
            try await add(manifest.line(key: await keeper.verifyingKey, signature: signature))
            try await send()
        }

        /// What the rows come to that are kept no longer.
        private func begin() async throws -> AuditAnchor {
            let store = store
            return try await Blocking.run { Result { () throws(StoreError) in try store.auditStart() } }.get()
        }

        /// Whether there are rows to be sent.
        ///
        /// What was pruned before it could be read is only told of by rows that came meanwhile.
        private mutating func goesOn(after sequence: Int64) async throws -> Bool {
            guard sequence >= last.sequence else { return true }
            let store = store
            let pruned = try await Blocking.run {
                Result { () throws(StoreError) in try store.auditRows(kind: AuditKind.pruned.rawValue, limit: 1) }
            }.get()
            guard let pruned = pruned.first, pruned.row.sequence > last.sequence, let head = store.auditHead else {
                return false
            }
            last = head
            return true
        }

        /// Adds a row and its changes; `end` is the last revision of the rows that were read with it.
        private mutating func add(_ sealed: SealedRow, of end: Int64) async throws {
            for line in AuditBundle.lines(sealed) { try await add(line) }
            rows += 1
            while revision < sealed.row.revision {
                if ahead.isEmpty {
                    let (after, store) = (revision, store)
                    ahead = try await Blocking.run {
                        Result { () throws(StoreError) in
                            try store.auditLines(after: after, through: end, limit: AuditExport.changes)
                        }
                    }.get()[...]
                }
                guard let next = ahead.first, next.revision <= sealed.row.revision else {
                    revision = sealed.row.revision
                    break
                }
                ahead.removeFirst()
                revision = next.revision
                changes += 1
                try await add(next.line.replacing("\n", with: " "))
            }
        }

        private mutating func add(_ line: String) async throws {
            digest.add(line)
            bytes.writeString(line)
            bytes.writeInteger(UInt8(ascii: "\n"))
            if bytes.readableBytes >= AuditExport.bytes { try await send() }
        }

        private mutating func send() async throws {
            try await writer.write(bytes) { ByteBuffer() }
            bytes = ByteBuffer()
        }
    }
}
