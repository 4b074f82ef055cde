import NIOHTTP1

/// Finds the route of a request by comparing raw path segments.
///
/// Routers decode and clean paths; ids such as `inet4/10.5.0.1//1024` need their empty segments.
struct RouteMatcher: Sendable {
    private struct Pattern: Sendable {
        /// The path's literal beginning, up to the first variable, with the slash before it.
        let prefix: String
        /// The segments after it; a variable at the end may take the rest.
        let segments: [Segment]
        /// The routes by method, as indexes into the list.
        var routes: [(method: HTTPMethod, index: Int)]
    }

    private enum Segment: Hashable, Sendable {
        case variable(String)
        case literal(String)

        init(_ text: Substring) {
            self = text.hasPrefix("{") ? .variable(String(text.dropFirst().dropLast())) : .literal(String(text))
        }
    }

    private var exact: [String: [(method: HTTPMethod, index: Int)]] = [:]
    private var patterns: [Pattern] = []

    /// What a path and a method lead to.
    enum Match {
        case found(Int, PathParameters)
        /// The path is there, but not with this method.
        case otherMethods([String])
        case none

        var isThere: Bool {
            if case .none = self { false } else { true }
        }
    }

    init(_ routes: [Route]) {
        for (index, route) in routes.enumerated() {
            guard let brace = route.path.firstIndex(of: "{") else {
                exact[route.path, default: []].append((route.method, index))
                continue
            }
            let segments = route.path[brace...].split(separator: "/").map(Segment.init)
            let prefix = String(route.path[..<brace])
            if let known = patterns.firstIndex(where: { $0.prefix == prefix && $0.segments == segments }) {
                patterns[known].routes.append((route.method, index))
            } else {
                patterns.append(Pattern(prefix: prefix, segments: segments, routes: [(route.method, index)]))
            }
        }
        // The longest first: a path with an id fits the pattern without one too.
        patterns.sort { $0.segments.count > $1.segments.count }
    }

    /// Finds the route; HEAD counts as GET.
    func match(_ method: HTTPMethod, _ path: Substring) throws(Problem) -> Match {
        for pattern in patterns where path.utf8.starts(with: pattern.prefix.utf8) {
            guard let parameters = try Self.parameters(path.dropFirst(pattern.prefix.count), pattern.segments) else {
                continue
            }
            return Self.choose(method, pattern.routes, parameters)
        }
        return exact[String(path)].map { Self.choose(method, $0, PathParameters()) } ?? .none
    }

    private static func choose(
        _ method: HTTPMethod, _ routes: [(method: HTTPMethod, index: Int)], _ parameters: PathParameters
    ) -> Match {
        let wanted = method == .HEAD ? .GET : method
        if let route = routes.first(where: { $0.method == wanted }) { return .found(route.index, parameters) }
        let methods = routes.map(\.method.rawValue)
        return .otherMethods((methods + (methods.contains("GET") ? ["HEAD"] : []) + ["OPTIONS"]).sorted())
    }

    /// The decoded segments, or `nil` when there are too few or too many.
    private static func parameters(_ rest: Substring, _ segments: [Segment]) throws(Problem) -> PathParameters? {
        var parameters = PathParameters()
        var rest = rest[...]
        for (index, pattern) in segments.enumerated() {
            let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/"))
            let isLast = index == segments.count - 1
            let segment: Substring
            if isLast {
                guard slash == nil || pattern == .variable("id") else { return nil }
                segment = rest
            } else {
                guard let slash else { return nil }
                segment = rest[..<slash]
                rest = rest[rest.utf8.index(after: slash)...]
            }
            guard !segment.isEmpty else { return nil }
            guard let value = PercentCoding.decode(segment) else {
                throw Problem(.badRequest, .badRequest, "the path isn't percent-encoded UTF-8")
            }
            switch pattern {
            case .literal(let word): guard word == value else { return nil }
            case .variable("namespace"): parameters.namespace = value
            case .variable("type"): parameters.type = value
            case .variable: parameters.id = value
            }
        }
        return parameters
    }
}
