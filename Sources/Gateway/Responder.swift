import NIOCore
import NIOHTTP1
import Synchronization

/// Leads a request to its endpoint; what goes wrong on the way is a problem.
struct Responder: Sendable {
    let backend: Backend
    let routes: [Route]
    private let matcher: RouteMatcher

    init(_ backend: Backend, routes: [Route] = Routes.all) {
        self.backend = backend
        self.routes = routes
        matcher = RouteMatcher(routes)
    }

    /// What is known of a request once its header is there.
    struct Accepted: Sendable {
        var request: APIRequest
        /// The index of the route.
        let route: Int
    }

    /// Checks everything that needs no body, so that nobody sends 16 MB in vain.
    ///
    /// - Parameters:
    ///   - head: The request's header.
    ///   - id: The request's id.
    ///   - caller: Who sent it.
    /// - Returns: The request, ready for its body.
    /// - Throws: The problem to answer with.
    func accept(_ head: HTTPRequestHead, id: String, caller: Caller) throws(Problem) -> Accepted {
        try caller.checkOrigin(head)
        let (path, query) = Self.split(head.uri)
        switch try matcher.match(head.method, path) {
        case .none:
            throw nothingHere(head.method, path)
        case .otherMethods(let methods):
            let list = methods.joined(separator: ", ")
            throw Problem(.methodNotAllowed, .methodNotAllowed, "\(head.method.rawValue) isn't among \(list)")
                .with(header: "allow", list)
        case .found(let index, let parameters):
            let route = routes[index]
            let known = query.isEmpty ? Query.none : try Query(query)
            try known.check(route.parameters)
            if route.isWrite { try Self.checkCoding(head) }
            if route.isWrite, !route.takesConditions { try Self.checkNoConditions(head) }
            if route.isWrite { try caller.checkMayWrite(head) } else { try caller.checkCredentials(head) }
            return Accepted(
                request: APIRequest(
                    method: route.method, target: head.uri, query: known, headers: head.headers, body: ByteBuffer(),
                    id: id, path: parameters, caller: caller), route: index)
        }
    }

    /// Refuses a condition that nobody would check.
    private static func checkNoConditions(_ head: HTTPRequestHead) throws(Problem) {
        for name in ["If-Match", "If-None-Match"] where head.headers.contains(name: name) {
            throw Problem(
                .badRequest, .badRequest,
                "\(name) is for one resource; here several are written (the operations of a transaction take ifMatch each)"
            )
        }
    }

    /// Refuses a compressed body, which would otherwise be taken for broken JSON (RFC 9110 §8.4, §15.5.16; RFC 9112 §6.1).
    private static func checkCoding(_ head: HTTPRequestHead) throws(Problem) {
        let transfer = head.headers[canonicalForm: "transfer-encoding"].filter { $0.lowercased() != "chunked" }
        if let coding = transfer.first {
            throw Problem(
                .notImplemented, .unsupportedMediaType,
                "Transfer-Encoding: only chunked is understood, not '\(coding.prefix(64))'")
        }
        let codings = head.headers[canonicalForm: "content-encoding"].filter { $0.lowercased() != "identity" }
        let hasBody =
            head.headers.contains(name: "transfer-encoding") || head.headers.first(name: "content-length") ?? "0" != "0"
        guard let coding = codings.first, hasBody else { return }
        throw Problem(
            .unsupportedMediaType, .unsupportedMediaType,
            "Content-Encoding: '\(coding.prefix(64))' isn't understood; send the body as it is, without this header"
        ).with(header: "accept-encoding", "identity")
    }

    /// The methods of a path.
    func options(_ head: HTTPRequestHead) throws(Problem) -> APIResponse {
        let path = Self.split(head.uri).path
        guard case .otherMethods(let methods) = path == "*" ? everything : try matcher.match(.OPTIONS, path) else {
            throw nothingHere(head.method, path)
        }
        var response = APIResponse(.noContent)
        response.headers.add(name: "allow", value: methods.joined(separator: ", "))
        return response
    }

    /// The methods of the server as a whole (RFC 9110 §9.3.7).
    private var everything: RouteMatcher.Match {
        .otherMethods(Set(routes.map(\.method.rawValue) + ["HEAD", "OPTIONS"]).sorted())
    }

    private func nothingHere(_ method: HTTPMethod, _ path: Substring) -> Problem {
        var advice = "GET / shows where to begin"
        let shorter = path.dropLast()
        if path.hasSuffix("/"), let match = try? matcher.match(method, shorter), match.isThere {
            advice = "without the slash at the end there is"
        }
        return Problem(.notFound, .noSuchPath, "there is nothing at this path; \(advice)")
    }

    /// Path and query; a proxy's absolute form is cut to its path.
    private static func split(_ uri: String) -> (path: Substring, query: Substring) {
        var target = uri[...]
        for scheme in ["http://", "https://"] where target.hasPrefix(scheme) {
            target = target.dropFirst(scheme.count)
            target = target.firstIndex(of: "/").map { target[$0...] } ?? "/"
        }
        if let fragment = target.utf8.firstIndex(of: UInt8(ascii: "#")) { target = target[..<fragment] }
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (target, "") }
        return (target[..<mark], target[target.utf8.index(after: mark)...])
    }

    /// Asks the endpoint.
    func respond(_ accepted: Accepted) throws(Problem) -> Answer {
        try routes[accepted.route].handler(backend, accepted.request)
    }
}

/// Gives requests their ids.
struct RequestIDs: Sendable {
    private final class Counter: Sendable {
        private let last = Atomic<UInt64>(0)
        func next() -> UInt64 { last.add(1, ordering: .relaxed).newValue }
    }

    private let prefix: String
    private let counter = Counter()

    init() { prefix = String(UInt32.random(in: 0...UInt32.max), radix: 16) }

    /// The client's id if it has a fair form, else one of ours.
    func id(_ headers: HTTPHeaders) -> String {
        if let given = headers.first(name: "x-request-id"), (1...128).contains(given.utf8.count),
            given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        {
            return given
        }
        return prefix + "-" + String(counter.next(), radix: 16)
    }
}
