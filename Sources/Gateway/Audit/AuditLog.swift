import Audit
import NIOCore
import NIOHTTP1
import Resources
import Store

/// The audit log over HTTP.
enum AuditLog {
    /// GET of its rows, newest first.
    static func list(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let asked = try request.query.number("limit", atLeast: 1)
        let limit = min(asked ?? backend.limits.historyPage, backend.limits.page)
        let kind = request.query["kind"]
        if let kind, AuditKind(rawValue: kind) == nil {
            let kinds = AuditKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.badRequest, .badParameter, "kind: '\(kind.prefix(64))' is none of \(kinds)")
        }
        let fingerprint = Fingerprint.text(["audit", kind ?? ""])
        var before = Int64.max
        if let token = request.query["pageToken"] {
            before = try PageToken.read(token, fingerprint, backend.store).number
        }
        let format = try OutputFormat(request)
        let start = before
        return blocking { () throws(Problem) in
            let rows = try answering { () throws(StoreError) in
                try backend.store.auditRows(before: start, kind: kind, limit: limit + 1)
            }
            let items = rows.prefix(limit).map(\.json)
            var metadata: [String: JSON] = [:]
            var link: String?
            if rows.count > limit {
                let token = PageToken.text(
                    rows[limit - 1].row.sequence, "", fingerprint, incarnation: backend.store.incarnation)
                metadata["nextPageToken"] = .string(token)
                link = PageToken.link(request, token)
            }
            var response: APIResponse
            switch format {
            case .table, .wide:
                response = Table.response(["ROW", "TIME", "KIND", "ACTOR", "WHAT"], items.map(\.auditCells))
            case let format: response = try .value(["metadata": .object(metadata), "items": .array(items)], format)
            }
            if let link { response.headers.add(name: "link", value: link) }
            return response
        }
    }

    /// GET of how far it has come.
    static func head(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        let head = backend.store.auditHead
        let note = try answering { () throws(StoreError) in try backend.store.lastCheckpoint() }
        return .later { () throws(Problem) in
            var members: [String: JSON] = ["incarnation": .string(backend.store.incarnation)]
            if let head { members["head"] = .string(head.description) }
            if let note, let checkpoint = try? JSON(parsing: note) { members["checkpoint"] = checkpoint }
            if let key = await backend.auditKeeper?.verifyingKey { members["key"] = .string(key) }
            return try .value(.object(members), format)
        }
    }

    /// GET of whether it is as it was written.
    static func verify(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        var heads: [AuditHead] = []
        if let text = request.query["head"] {
            guard let head = AuditHead(text) else {
                throw Problem(
                    .badRequest, .badParameter,
                    "head: a row's number, a colon and 64 hexadecimal digits are expected, as X-Audit-Head says them")
            }
            heads = [head]
        }
        let key = try verifyingKey(request)
        return blocking { [heads] () throws(Problem) in
            let report = try backend.verification.run("a verification of the audit log") { () throws(Problem) in
                try answering { () throws(StoreError) in try backend.store.verifyAudit(heads: heads, key: key) }
            }
            return try .value(report.json, format)
        }
    }

    /// GET of a proof that a row of history is in the signed log.
    static func proof(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let revision = try NamedRevision(request.path.id, backend.store)
        let format = try OutputFormat.document(request)
        return blocking { () throws(Problem) in
            let found = try answering { () throws(StoreError) in try backend.store.auditProof(of: revision.number) }
            guard let found else {
                let reason = try answering { () throws(StoreError) in try backend.store.unproved(revision.number) }
                throw Problem(.notFound, .notFound, reason.words(revision.number))
            }
            return try .value(found.json, format)
        }
    }

    /// POST of another key.
    static func rotate(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let format = try OutputFormat.document(request)
        guard let keeper = backend.auditKeeper else {
            throw Problem(.conflict, .conflict, "this daemon signs nothing")
        }
        return .later { () throws(Problem) in
            let actor = try await request.caller.actor(request.headers)
            let key: String
            do throws(AuditKeeperError) {
                key = try await keeper.rotate(by: actor)
            } catch {
                throw Problem(.conflict, .conflict, "the key stays: \(error.reason)")
            }
            return try .value(["key": .string(key)], format).withAuditHead(of: backend.store)
        }
    }

    private static func verifyingKey(_ request: APIRequest) throws(Problem) -> AuditVerifyingKey? {
        guard let text = request.query["key"] else { return nil }
        // A + of Base64 means a space in a query.
        guard let key = AuditVerifyingKey(text: text.replacing(" ", with: "+")) else {
            throw Problem(.badRequest, .badParameter, "key: a public key of 32 bytes in Base64 is expected")
        }
        return key
    }

    private static func blocking(_ work: @escaping @Sendable () throws(Problem) -> APIResponse) -> Answer {
        .later { () throws(Problem) in try await Blocking.answer { () throws(Problem) in try work() } }
    }
}

extension SealedRow {
    /// The row as answers show it.
    var json: JSON {
        var members: [String: JSON] = [
            "row": .integer(row.sequence), "kind": .string(row.kind), "revision": .integer(row.revision),
            "digest": .string(digest.hex),
        ]
        switch row.content {
        case .changes(let transaction, let specs, let statuses):
            members["transaction"] = (try? JSON(parsing: transaction.text)) ?? .null
            members["specs"] = specs.map { .string($0.hex) }
            members["statuses"] = statuses.map { .string($0.hex) }
        case .note(let note): members["note"] = (try? JSON(parsing: note)) ?? .null
        }
        return .object(members)
    }
}

extension JSON {
    /// What a table shows of an audit row: of a refusal its status, reason and path, of a change its message.
    fileprivate var auditCells: [String] {
        let words = self["transaction"] ?? self["note"] ?? .null
        func text(_ value: JSON?) -> String { value?.text ?? value?.integer.map { "\($0)" } ?? "" }
        var what = ["status", "reason", "method", "target", "message", "version", "key"].map { text(words[$0]) }
        if let kind = words["class"]?.text { what.append("\(kind) up to \(text(words["through"]))") }
        if let step = words["milliseconds"]?.integer { what.append("by \(step) ms") }
        let gap = AuditBreak(note: words)
        if let before = words["before"]?.text {
            let end = gap.map { ", whose log had come to row \($0.expected.sequence)" } ?? ""
            what.append("another life than \(before)\(end)")
        }
        if words["orderly"] == .bool(false) { what.append("after an end that wasn't orderly") }
        what += [text(words["secret"]), words["before"] == nil ? gap?.words ?? "" : ""]
        what += (words["migrations"]?.elements ?? []).map(text)
        return [
            text(self["row"]), text(words["time"]), text(self["kind"]), text(words["actor"]),
            what.filter { !$0.isEmpty }.joined(separator: " "),
        ]
    }
}
