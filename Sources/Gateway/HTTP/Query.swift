import NIOHTTP1
import Resources

/// The query of a URL: parameters by name.
struct Query: Sendable {
    private let parameters: [(name: String, value: String)]

    /// No parameters.
    static let none = Query()

    private init() { parameters = [] }

    /// Reads a query.
    init(_ text: Substring) throws(Problem) {
        var parameters: [(name: String, value: String)] = []
        // By bytes: to find where characters end takes longer than all else.
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(Substring(pair[0]), plusIsSpace: true),
                let value = PercentCoding.decode(pair.count > 1 ? Substring(pair[1]) : "", plusIsSpace: true)
            else { throw Problem(.badRequest, .badParameter, "the query isn't percent-encoded UTF-8") }
            // SQLite ends a text at a NUL, so a filter with one would be taken for another.
            guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw Problem(.badRequest, .badParameter, "the value of '\(name)' has a control character")
            }
            guard !parameters.contains(where: { $0.name == name }) || Self.repeatable.contains(name) else {
                throw Problem(.badRequest, .badParameter, "'\(name)' stands twice in the query")
            }
            parameters.append((name, value))
        }
        self.parameters = parameters
    }

    /// What may stand several times in a query.
    private static let repeatable = ["labelSelector", "probe"]

    /// The value of a parameter, the first if there are several.
    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Every value of a parameter.
    func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }

    var isEmpty: Bool { parameters.isEmpty }

    /// Whether it has this parameter and no other.
    func isOnly(_ name: String) -> Bool { parameters.count == 1 && parameters[0].name == name }

    /// Refuses what the endpoint doesn't know: a mistyped `dryRun` must not write.
    func check(_ known: [Parameter]) throws(Problem) {
        for (name, _) in parameters where !known.contains(where: { $0.name == name }) {
            let names = known.isEmpty ? "none" : known.map(\.name).joined(separator: ", ")
            throw Problem(
                .badRequest, .unknownParameter, "there is no query parameter '\(name)' here; known are \(names)")
        }
    }

    /// A switch: `?name`, `?name=true`, `?name=1` or `?name=false`, `?name=0`.
    func flag(_ name: String) throws(Problem) -> Bool {
        switch self[name] {
        case nil, "false", "0": false
        case "", "true", "1": true
        case let value?: throw bad(name, "true or false is expected, not '\(value)'")
        }
    }

    /// A whole number.
    func number(_ name: String, atLeast least: Int = 0) throws(Problem) -> Int? {
        guard let value = self[name] else { return nil }
        guard value.utf8.count <= 18, value.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(value),
            number >= least
        else { throw bad(name, "a whole number from \(least) on is expected, not '\(value.prefix(64))'") }
        return number
    }

    /// One of several words.
    func choice(_ name: String, _ words: [String]) throws(Problem) -> String? {
        guard let value = self[name] else { return nil }
        guard words.contains(value) else {
            throw bad(name, "one of \(words.joined(separator: ", ")) is expected, not '\(value.prefix(64))'")
        }
        return value
    }

    /// Refuses parameters that would have no effect beside another one.
    func refuse(_ names: String..., beside other: String) throws(Problem) {
        for name in names where self[name] != nil { throw bad(name, "it has no effect together with \(other)") }
    }

    /// Refuses parameters that have an effect only with another one.
    func refuse(_ names: String..., without other: String) throws(Problem) {
        for name in names where self[name] != nil { throw bad(name, "it has an effect only together with \(other)") }
    }

    /// A time such as `30s`, `500ms`, `1h30m`, `1d` or `30` (seconds), no longer than the limit.
    func duration(_ name: String, default standard: Duration, limit: Duration) throws(Problem) -> Duration {
        guard let value = self[name] else { return standard }
        guard let span = GoDuration(parameter: value), span >= .zero else {
            throw bad(name, "a time such as 30s, 500ms or 2m is expected, not '\(value.prefix(64))'")
        }
        return min(span.duration, limit)
    }

    /// A moment in RFC 3339, or a date.
    func moment(_ name: String) throws(Problem) -> Moment? {
        guard let value = self[name] else { return nil }
        guard let moment = Moment(inQuery: value) else {
            let examples = "2026-11-23T09:06:30Z, 2026-11-23T10:06:30.5+01:00 or 2026-11-23"
            throw bad(name, "a time such as \(examples) is expected, not '\(value.prefix(64))'")
        }
        return moment
    }

    private func bad(_ name: String, _ detail: String) -> Problem {
        Problem(.badRequest, .badParameter, "\(name): \(detail)")
    }
}

extension Moment {
    /// Reads a moment of a query, in which a plus is a space: hardly anybody encodes the one of an offset.
    init?(inQuery text: String) { self.init(String(text.prefix(11)) + text.dropFirst(11).replacing(" ", with: "+")) }
}
