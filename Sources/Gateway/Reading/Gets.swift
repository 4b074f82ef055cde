import NIOCore
import NIOHTTP1
import Resources
import Store

/// GET of one resource.
enum Gets {
    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard !request.query.isEmpty, !request.query.isOnly("revision") else {
            return .now(
                try backend.answers.answer(request, backend.store) { () throws(Problem) in
                    try one(backend, request, Target(backend, request))
                })
        }
        let target = try Target(backend, request)
        try checkTogether(request.query)
        if let statistics = try Statistics(backend, request, target) { return statistics.one() }
        if try request.query.flag("blame") { return try Blames.of(target, backend, request) }
        if try request.query.flag("revisions") { return try Histories.of(target, backend, request) }
        if try request.query.flag("watch") || request.query["waitRevision"] != nil { try checkCanBe(target, backend) }
        if try request.query.flag("watch") {
            return .now(try Watches.stream(WatchRequest(backend, request, target, id: target.key.id), backend))
        }
        if request.query["waitRevision"] != nil {
            return try LongPoll.answer(backend, request, target, id: target.key.id) {
                backend, request throws(Problem) in
                try present(backend, request, target)
            }
        }
        return .now(try one(backend, request, target))
    }

    private static func one(
        _ backend: Backend, _ request: APIRequest, _ target: Target
    ) throws(Problem) -> APIResponse {
        guard let text = request.query["revision"] else { return try present(backend, request, target) }
        let revision = try NamedRevision(text, backend.store)
        let resource = try answering { () throws(StoreError) in
            try backend.store.get(target.key, at: revision.number)
        }
        guard let resource else {
            throw target.missing("there was no \(target.key) at revision \(revision.number)")
        }
        return try answer(resource, backend, request, target)
    }

    /// Refuses what would be passed over in silence.
    private static func checkTogether(_ query: Query) throws(Problem) {
        if try query.flag("blame") {
            try query.refuse(
                "watch", "revision", "waitRevision", "timeout", "revisions", "limit", "pageToken", beside: "blame")
        }
        if try query.flag("revisions") {
            try query.refuse("watch", "revision", "waitRevision", "timeout", beside: "revisions")
        } else {
            try query.refuse("limit", "pageToken", without: "revisions")
        }
        try WatchRequest.checkTogether(query)
    }

    /// Refuses to wait for what can't come: a resource whose id is written otherwise, or not at all.
    private static func checkCanBe(_ target: Target, _ backend: Backend) throws(Problem) {
        guard target.spelling != .canonical else { return }
        let resource = try answering { () throws(StoreError) in try backend.store.get(target.key) }
        guard resource != nil else { throw target.missing() }
    }

    private static func present(
        _ backend: Backend, _ request: APIRequest, _ target: Target
    ) throws(Problem) -> APIResponse {
        let resource = try answering { () throws(StoreError) in try backend.store.get(target.key) }
        guard let resource else { throw try target.missing(in: backend.store) }
        return try answer(resource, backend, request, target)
    }

    /// The resource, unless the client has it already.
    private static func answer(
        _ resource: Resource, _ backend: Backend, _ request: APIRequest, _ target: Target
    ) throws(Problem) -> APIResponse {
        let tag = backend.store.entityTag(resource.metadata.revision)
        let marks = TagMarks(target, backend.store)
        if marks?.isPruned(resource) != true, try request.hasAlready(tag) { return .notModified(tag) }
        let json = marks?.json(resource)
        var response: APIResponse
        switch try OutputFormat(request) {
        case .json: response = APIResponse(json: json?.canonicalBytes ?? resource.document)
        case .yaml:
            response = APIResponse(.ok, OutputFormat.yaml.contentType, try YAMLText.text(json ?? resource.json).utf8)
        case .table: response = Table.response([resource], backend, target, isWide: false)
        case .wide: response = Table.response([resource], backend, target, isWide: true)
        }
        response.headers.add(name: "etag", value: "\"\(tag)\"")
        return response
    }
}

extension APIRequest {
    /// Whether `If-None-Match` names the state that would be sent.
    func hasAlready(_ tag: String) throws(Problem) -> Bool {
        guard let text = header("if-none-match") else { return false }
        return try TagCondition(text).matchesWeakly(tag)
    }
}

extension APIResponse {
    /// A JSON text, to which a line end is added.
    init(_ status: HTTPResponseStatus = .ok, json: [UInt8]) {
        var buffer = ByteBufferAllocator().buffer(capacity: json.count + 1)
        buffer.writeBytes(json)
        buffer.writeInteger(UInt8(0x0A))
        self.init(status)
        headers.add(name: "content-type", value: "application/json")
        body = .bytes(buffer)
    }

    /// The client has it already.
    static func notModified(_ tag: String) -> APIResponse {
        var response = APIResponse(.notModified)
        response.headers.add(name: "etag", value: "\"\(tag)\"")
        return response
    }

    /// A value as JSON or YAML.
    static func value(_ value: JSON, _ format: OutputFormat) throws(Problem) -> APIResponse {
        switch format {
        case .yaml: APIResponse(.ok, OutputFormat.yaml.contentType, try YAMLText.text(value).utf8)
        case .json, .table, .wide: APIResponse(json: value.canonicalBytes)
        }
    }
}

extension Resource {
    /// The document as a value.
    var json: JSON { ["metadata": metadata.json, "spec": (try? JSON(parsing: spec)) ?? .null] }
}
