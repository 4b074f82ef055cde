internal import Crypto
internal import Resources

/// An exported log: a line that says what it is, the lines of the log with those of history, and a signed line at the end.
///
/// Every line is JSON. The lines of audit rows and history rows are the very ones over which the digests are made.
public enum AuditBundle {
    /// The first line.
    ///
    /// - Parameters:
    ///   - incarnation: Which life of the database.
    ///   - start: What the rows that are kept no longer come to.
    /// - Returns: The line.
    public static func opening(incarnation: String, prunedBefore start: AuditAnchor = .start) -> String {
        var members: [String: JSON] = ["bundle": "netstrata-audit-1", "incarnation": .string(incarnation)]
        if start.head != .empty { members["pruned"] = .object(start.note(after: 0)) }
        return JSON.object(members).canonical
    }

    /// The lines of a row: its own and, where several history rows stand behind it, their digests.
    public static func lines(_ sealed: SealedRow) -> [String] {
        guard sealed.leaves.specs.count + sealed.leaves.statuses.count > 1 else { return [sealed.line.text] }
        let leaves: JSON = [
            "leaves": [
                "specs": .string(sealed.leaves.specs.map(\.hex).joined()),
                "statuses": .string(sealed.leaves.statuses.map(\.hex).joined()),
            ]
        ]
        return [sealed.line.text, leaves.canonical]
    }

    /// What the last line says, and what is signed of it.
    public struct Manifest: Hashable, Sendable {
        /// How far the log had come.
        public var head: AuditHead
        /// How many audit rows the bundle holds.
        public var rows: Int
        /// How many history rows it holds.
        public var changes: Int
        /// SHA-256 of all bytes before the last line, in hexadecimal digits.
        public var digest: String

        /// A manifest from its parts.
        public init(head: AuditHead, rows: Int, changes: Int, digest: String) {
            self.head = head
            self.rows = rows
            self.changes = changes
            self.digest = digest
        }

        /// What is signed.
        public var text: String { "netstrata audit bundle 1\n" + JSON.object(members).canonical }

        private var members: [String: JSON] {
            [
                "changes": .integer(Int64(changes)), "head": .string(head.description), "rows": .integer(Int64(rows)),
                "sha256": .string(digest),
            ]
        }

        /// The last line.
        public func line(key: String, signature: String) -> String {
            JSON.object(["end": .object(members), "key": .string(key), "signature": .string(signature)]).canonical
        }

        /// A manifest from the last line, with its key and signature; `nil` if it isn't one.
        static func read(_ line: JSON) -> (manifest: Manifest, key: String, signature: String)? {
            guard let members = line["end"]?.members, let head = members["head"]?.text.flatMap({ AuditHead($0) }),
                let rows = members["rows"]?.integer, let changes = members["changes"]?.integer,
                let digest = members["sha256"]?.text, let key = line["key"]?.text,
                let signature = line["signature"]?.text
            else { return nil }
            return (Manifest(head: head, rows: Int(rows), changes: Int(changes), digest: digest), key, signature)
        }
    }
}

/// Adds up the bytes of a bundle.
public struct BundleDigest: Sendable {
    private var hash = SHA256()

    /// Of no bytes.
    public init() {}

    /// Adds a line, with the line feed at its end.
    public mutating func add(_ line: String) {
        hash.update(data: Array(line.utf8))
        hash.update(data: [0x0A] as [UInt8])
    }

    /// SHA-256 so far, in hexadecimal digits.
    public var hex: String { AuditDigest(Array(hash.finalize()))?.hex ?? "" }
}
