import NIOCore
import NIOHTTP1

/// A request as endpoints see it.
struct APIRequest: Sendable {
    /// GET for HEAD too.
    var method: HTTPMethod
    /// Path and query as they came.
    var target: String
    var query: Query
    var headers: HTTPHeaders
    var body: ByteBuffer
    /// The request's id, the client's or ours.
    var id: String
    /// What the path's variable segments hold, decoded.
    var path: PathParameters
    var caller: Caller

    /// The value of a header line, the first if there are several.
    func header(_ name: String) -> String? { headers.first(name: name) }

    /// Whether the client has no use for what it sent itself: `Prefer: return=minimal` (RFC 7240 §4.2); of several the first counts.
    var prefersMinimal: Bool {
        headers[canonicalForm: "prefer"].lazy.map { preference in
            // Parameters follow; names don't depend on case, and values may stand in quotes (§2).
            preference.prefix { $0 != ";" }.lowercased().filter { $0 != "\"" && $0 != " " }
        }.first { $0.hasPrefix("return=") } == "return=minimal"
    }

    /// The value of a header line that is kept with a change: bounded, and printable.
    func keptHeader(_ name: String, _ limits: Limits) throws(Problem) -> String? {
        guard let value = header(name), !value.isEmpty else { return nil }
        guard value.utf8.count <= limits.headerText, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Problem(
                .badRequest, .badRequest, "\(name) holds at most \(limits.headerText) bytes without control characters")
        }
        return value
    }
}

/// The variable segments of a path.
struct PathParameters: Sendable {
    /// The segment `{namespace}`.
    var namespace = ""
    /// The segment `{type}`, as it was written.
    var type = ""
    /// The rest of the path, `{id}`; for other routes their one variable segment.
    var id = ""
}
