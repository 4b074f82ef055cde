internal import Audit
internal import Foundation

/// UTF-8 that the audit log has lines of: a text of the writer's, or a column, which may hold a NUL.
protocol AuditText: Collection<UInt8>, Sendable {
    /// Adds it to a line in quotes, with what must be escaped, after what stands before it.
    func add(to line: inout AuditLine, quotedAfter opening: String)
}

extension String.UTF8View: AuditText {
    func add(to line: inout AuditLine, quotedAfter opening: String) { line.add(opening, quoted: span) }
}

extension Data: AuditText {
    func add(to line: inout AuditLine, quotedAfter opening: String) { line.add(opening, quoted: span) }
}

extension AuditLine {
    /// Adds a text in quotes, with what must be escaped, after what stands before it.
    mutating func add(_ opening: String, quoted text: some AuditText) { text.add(to: &self, quotedAfter: opening) }
}
