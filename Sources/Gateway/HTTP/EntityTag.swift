import NIOHTTP1
import Resources
import Store

/// What `If-Match` or `If-None-Match` asks for (RFC 9110 §13.1).
enum TagCondition: Hashable, Sendable {
    /// `*`: that there is a resource at all.
    case any
    /// One of these, without quotes; weak ones are marked and never match strongly.
    case oneOf([String])

    /// Reads the value of the header line.
    init(_ text: String) throws(Problem) {
        if Self.trim(text[...]) == "*" {
            self = .any
            return
        }
        var tags: [String] = []
        for part in text.split(separator: ",") {
            var tag = Self.trim(part)
            // Empty elements of a list don't count (RFC 9110 §5.6.1.2).
            if tag.isEmpty { continue }
            let isWeak = tag.hasPrefix("W/")
            if isWeak { tag = tag.dropFirst(2) }
            guard tag.utf8.count >= 2, tag.hasPrefix("\""), tag.hasSuffix("\"") else {
                throw Problem(.badRequest, .badRequest, "an ETag stands in quotes, such as \"7f3a-812\"")
            }
            tags.append((isWeak ? "W/" : "") + tag.dropFirst().dropLast())
        }
        guard !tags.isEmpty else {
            throw Problem(.badRequest, .badRequest, "an ETag such as \"7f3a-812\", or *, is expected")
        }
        self = .oneOf(tags)
    }

    /// Strong comparison: for `If-Match`.
    func matchesStrongly(_ tag: String?) -> Bool {
        switch self {
        case .any: tag != nil
        case .oneOf(let tags): tag.map(tags.contains) ?? false
        }
    }

    /// Weak comparison: for `If-None-Match`.
    func matchesWeakly(_ tag: String?) -> Bool {
        switch self {
        case .any: tag != nil
        case .oneOf(let tags): tag.map { tag in tags.contains { $0 == tag || $0 == "W/" + tag } } ?? false
        }
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}

/// A revision as a client names it: a number, an ETag, which says of which life of the database it is, a tag, or a time, which stands
/// for the last change until then.
struct NamedRevision: Hashable, Sendable {
    let number: Int64
    /// Whether a time was named before which nothing is known: then there was no database, which isn't to say that nothing was asked for.
    private(set) var isBeforeAll = false

    /// So many milliseconds may a client's clock be ahead of ours.
    private static let clockDifference: Int64 = 60_000

    /// Reads a revision.
    init(_ text: String, _ store: ResourceStore) throws(Problem) {
        // Mostly it is a number.
        if let number = Self.number(text[...]) {
            self.number = number
            return
        }
        if text.utf8.count > 9, let time = Moment(inQuery: text) {
            let past = try answering { () throws(StoreError) in try store.revision(at: time) }
            number = past.recorded
            isBeforeAll = number == 0
            guard time.milliseconds <= (Moment(Timestamp.now())?.milliseconds ?? .max) + Self.clockDifference else {
                throw Problem(.badRequest, .futureRevision, "\(time) is still to come")
            }
            guard past.corrected == past.recorded else { throw Self.ambiguous(time, past) }
            return
        }
        if RevisionTag.isName(text) {
            number = try Self.tagged(text, store)
            return
        }
        let bare =
            text.hasPrefix("\"") && text.hasSuffix("\"") && text.count > 1 ? text.dropFirst().dropLast() : text[...]
        let parts = bare.split(separator: "-", omittingEmptySubsequences: false)
        guard let number = parts.last.flatMap(Self.number), parts.count <= 2,
            parts.count == 1 || Self.isIncarnation(parts[0])
        else {
            throw Problem(
                .badRequest, .badParameter,
                "a revision such as 812, a tag, an ETag or a time such as 2026-11-20T14:00:00Z is expected, not '\(text.prefix(64))'"
            )
        }
        guard parts.count == 1 || parts[0] == store.incarnation else {
            // A restored backup counts revisions again, so numbers of before would mean something else.
            throw Problem(.gone, .compacted, "the revision is of another life of this database; read it anew")
                .with("oldestRevision", 0).with("currentRevision", .integer(store.revision))
        }
        self.number = number
    }

    private static func ambiguous(_ time: Moment, _ past: PastTime) -> Problem {
        Problem(
            .badRequest, .badParameter,
            "the clock was set since: by the clock of then \(time) is revision \(past.recorded), by today's \(past.corrected); name one of them"
        ).with("revisions", .array([.integer(past.recorded), .integer(past.corrected)]))
    }

    private static func number(_ text: Substring) -> Int64? {
        guard text.utf8.count <= 18, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text)
    }

    private static func tagged(_ name: String, _ store: ResourceStore) throws(Problem) -> Int64 {
        let key = ResourceKey(Namespace.management, RevisionTag.typeName, name)
        let tag = try answering { () throws(StoreError) in try store.get(key) }
        guard let tag, let spec = RevisionTag.read(tag.spec), let number = Int64(exactly: spec.revision.number) else {
            throw Problem(
                .badRequest, .badParameter,
                "there is no tag '\(name.prefix(64))' of a revision; a number, an ETag or a time will do as well")
        }
        return number
    }

    /// The number, which must have come by now.
    func reached(_ store: ResourceStore) throws(Problem) -> Int64 {
        let head = store.revision
        guard number <= head else { throw Problem(StoreError.future(current: head)) }
        return number
    }

    /// Whether a text names a life of a database, this one's or another's: hex digits.
    private static func isIncarnation(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
