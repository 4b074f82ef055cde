import Audit
import NIOCore
import NIOHTTP1
import Resources
import Store

/// GET of the whole log with the history that it covers, as a bundle that is verified without the daemon.
enum AuditExport {
    /// How many audit rows are read at once.
    private static let portion = 256

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard let keeper = backend.auditKeeper else {
            throw Problem(.conflict, .conflict, "this daemon signs nothing, so there is no bundle")
        }
        let store = backend.store
        // What comes after is in the next bundle.
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
        let last: AuditHead
        var digest = BundleDigest()
        var rows = 0
        var changes = 0
        var revision: Int64 = 0

        init(_ writer: StreamWriter, _ store: ResourceStore, _ last: AuditHead) {
            (self.writer, self.store, self.last) = (writer, store, last)
        }

        /// Writes all lines; who reads a bundle knows by its last line that it is whole.
        mutating func write(_ keeper: any AuditKeeper) async throws {
            try await send([AuditBundle.opening(incarnation: store.incarnation)])
            var sequence: Int64 = 0
            while sequence < last.sequence {
                let (after, store) = (sequence, store)
                let portion = try await Blocking.run {
                    Result { () throws(StoreError) in try store.auditRows(after: after, limit: AuditExport.portion) }
                }.get()
                guard !portion.isEmpty else { break }
                for sealed in portion where sealed.row.sequence <= last.sequence { try await send(sealed) }
                sequence = portion.last?.row.sequence ?? last.sequence
            }
            let manifest = AuditBundle.Manifest(head: last, rows: rows, changes: changes, digest: digest.hex)
            guard let signature = await keeper.signature(over: manifest.text) else { return }
            try await send([manifest.line(key: await keeper.verifyingKey, signature: signature)])
        }

        private mutating func send(_ sealed: SealedRow) async throws {
            var lines = AuditBundle.lines(sealed)
            let (after, through, store) = (revision, sealed.row.revision, store)
            if through > after {
                lines += try await Blocking.run {
                    Result { () throws(StoreError) in try store.auditLines(after: after, through: through) }
                }.get().map { $0.replacing("\n", with: " ") }
                changes += lines.count - AuditBundle.lines(sealed).count
                revision = through
            }
            rows += 1
            try await send(lines)
        }

        private mutating func send(_ lines: [String]) async throws {
            var bytes = ByteBuffer()
            for line in lines {
                digest.add(line)
                bytes.writeString(line)
                bytes.writeInteger(UInt8(ascii: "\n"))
            }
            try await writer.write(bytes) { ByteBuffer() }
        }
    }
}
