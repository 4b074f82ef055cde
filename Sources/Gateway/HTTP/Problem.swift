import NIOCore
import NIOHTTP1
import Resources

/// What goes back when a request isn't done: RFC 9457, with a reason that programs can rely on.
struct Problem: Error, Sendable {
    /// Stable for ever; a program decides by it.
    enum Reason: String, Sendable, CaseIterable {
        case badRequest = "BAD_REQUEST"
        case malformedRequest = "MALFORMED_REQUEST"
        case malformedBody = "MALFORMED_BODY"
        case malformedPatch = "MALFORMED_PATCH"
        case unknownParameter = "UNKNOWN_PARAMETER"
        case badParameter = "BAD_PARAMETER"
        case ambiguousType = "AMBIGUOUS_TYPE"
        case futureRevision = "FUTURE_REVISION"
        case unauthorized = "UNAUTHORIZED"
        case forbiddenHost = "FORBIDDEN_HOST"
        case forbiddenOrigin = "FORBIDDEN_ORIGIN"
        case notHolder = "NOT_HOLDER"
        case noSuchPath = "NO_SUCH_PATH"
        case unknownType = "UNKNOWN_TYPE"
        case wrongNamespace = "WRONG_NAMESPACE"
        case notFound = "NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case requestTimeout = "REQUEST_TIMEOUT"
        case alreadyExists = "ALREADY_EXISTS"
        case conflict = "CONFLICT"
        case owner = "OWNER"
        case phase = "PHASE"
        case finalizers = "FINALIZERS"
        case patchTestFailed = "PATCH_TEST_FAILED"
        case compacted = "COMPACTED"
        case preconditionFailed = "PRECONDITION_FAILED"
        case bodyTooLarge = "BODY_TOO_LARGE"
        case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
        case invalid = "INVALID"
        case patchInapplicable = "PATCH_INAPPLICABLE"
        case notSupported = "NOT_SUPPORTED"
        case confirmationPending = "CONFIRMATION_PENDING"
        case confirmationEnded = "CONFIRMATION_ENDED"
        case lockout = "LOCKOUT"
        case configurationMoved = "CONFIGURATION_MOVED"
        case idempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED"
        case headersTooLarge = "HEADERS_TOO_LARGE"
        case `internal` = "INTERNAL"
        case databaseDamaged = "DATABASE_DAMAGED"
        case tooManyConnections = "TOO_MANY_CONNECTIONS"
        case tooManyStreams = "TOO_MANY_STREAMS"
        case busy = "BUSY"
        case closing = "CLOSING"
        case kernelUnavailable = "KERNEL_UNAVAILABLE"
        case notReady = "NOT_READY"
        case storageFull = "STORAGE_FULL"
    }

    var status: HTTPResponseStatus
    var reason: Reason
    /// What is wrong here, for people.
    var detail: String
    /// Each fault and where it is.
    var faults: [Fault] = []
    /// What the reason needs besides: `currentRevision`, `owner` and so on.
    var members: [String: JSON] = [:]
    /// Header lines that belong to the answer.
    var headers: [(String, String)] = []

    init(_ status: HTTPResponseStatus, _ reason: Reason, _ detail: String) {
        self.status = status
        self.reason = reason
        self.detail = detail
    }

    /// Several faults of an input: 422, or 400 where they are of form only.
    init(_ faults: Faults, status: HTTPResponseStatus = .unprocessableEntity, _ reason: Reason = .invalid) {
        let first = faults.all.first.map { "\($0.pointer.description.isEmpty ? "" : "\($0.pointer): ")\($0.detail)" }
        let more = faults.all.count > 1 ? " (and \(faults.all.count - 1) more)" : ""
        self.init(status, reason, (first ?? "the input isn't valid") + more)
        self.faults = faults.all
    }

    /// The same problem with a further member.
    func with(_ name: String, _ value: JSON) -> Problem {
        var problem = self
        problem.members[name] = value
        return problem
    }

    /// The same problem with a further header line.
    func with(header name: String, _ value: String) -> Problem {
        var problem = self
        problem.headers.append((name, value))
        return problem
    }

    /// The document `application/problem+json`.
    func json(instance: String, requestID: String) -> JSON {
        var document: [String: JSON] = [
            "type": "about:blank", "title": .string(status.reasonPhrase), "status": .integer(Int64(status.code)),
            "detail": .string(detail), "reason": .string(reason.rawValue), "requestId": .string(requestID),
        ]
        if !instance.isEmpty { document["instance"] = .string(instance) }
        if !faults.isEmpty {
            document["errors"] = .array(
                faults.map { ["pointer": .string($0.pointer.description), "detail": .string($0.detail)] })
        }
        return .object(document.merging(members) { own, _ in own })
    }

    /// The answer that carries the document.
    func response(instance: String, requestID: String) -> APIResponse {
        var response = APIResponse(
            status, "application/problem+json", json(instance: instance, requestID: requestID).canonicalBytes + [0x0A])
        for (name, value) in headers { response.headers.add(name: name, value: value) }
        return response
    }
}
