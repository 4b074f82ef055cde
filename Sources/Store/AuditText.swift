internal import Audit
internal import Foundation

/// UTF-8 that the audit log has lines of: a text of the writer's, or a column, which may hold a NUL.
protocol AuditText: Sendable {
    /// How many bytes it has.
    var count: Int { get }
    /// Adds them to a line, as they are.
    func add(to line: inout AuditLine, after opening: String)
    /// Adds them in quotes.
    func add(to line: inout AuditLine, quotedAfter opening: String)
}

extension String.UTF8View: AuditText {
    func add(to line: inout AuditLine, after opening: String) { line.add(opening, span) }
    func add(to line: inout AuditLine, quotedAfter opening: String) { line.add(opening, quoted: span) }
}

extension Data: AuditText {
    func add(to line: inout AuditLine, after opening: String) { line.add(opening, span) }
    func add(to line: inout AuditLine, quotedAfter opening: String) { line.add(opening, quoted: span) }
}

extension AuditLine {
    /// Adds JSON text as it is, after what stands before it.
    mutating func add(_ opening: String, _ text: some AuditText) { text.add(to: &self, after: opening) }
    /// Adds a text in quotes, with what must be escaped, after what stands before it.
    mutating func add(_ opening: String, quoted text: some AuditText) { text.add(to: &self, quotedAfter: opening) }
}
