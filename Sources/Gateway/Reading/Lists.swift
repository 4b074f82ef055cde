import NIOCore
import NIOHTTP1
import Resources
import Store

/// GET of the resources of a type.
enum Lists {
    static func list(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        let target = try Target(backend, request)
        try WatchRequest.checkTogether(request.query)
        if let statistics = try Statistics(backend, request, target) { return statistics.list() }
        if try request.query.flag("watch") {
            return .now(try Watches.stream(WatchRequest(backend, request, target, id: nil), backend))
        }
        if request.query["waitRevision"] != nil {
            return try LongPoll.answer(backend, request, target, id: nil) { backend, request throws(Problem) in
                try page(backend, request, target)
            }
        }
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in try page(backend, request, target) }
        }
    }

    private static func page(
        _ backend: Backend, _ request: APIRequest, _ target: Target
    ) throws(Problem) -> APIResponse {
        let selection = try ListSelection(backend, request)
        let page = try selection.read(backend, target)
        let tag = backend.store.entityTag(page.revision)
        let marks = TagMarks(target, backend.store)
        // A tag is marked without a change of it.
        if marks == nil, try request.hasAlready(tag) { return .notModified(tag) }
        let token = page.isCut ? selection.token(after: page) : nil
        var response: APIResponse
        switch try OutputFormat(request) {
        case .json: response = APIResponse(json: document(page, token, marks))
        case .yaml:
            let items = page.resources.map { marks?.json($0) ?? $0.json }
            let list: JSON = ["metadata": metadata(page, token), "items": .array(items)]
            response = APIResponse(.ok, OutputFormat.yaml.contentType, try YAMLText.text(list).utf8)
        case .table: response = Table.response(page.resources, backend, target, isWide: false)
        case .wide: response = Table.response(page.resources, backend, target, isWide: true)
        }
        response.headers.add(name: "etag", value: "\"\(tag)\"")
        if let token { response.headers.add(name: "link", value: PageToken.link(request, token)) }
        return response
    }

    static func metadata(_ page: Snapshot, _ token: String?) -> JSON {
        var metadata: JSON = ["revision": .integer(page.revision)]
        metadata["nextPageToken"] = token.map { .string($0) }
        return metadata
    }

    /// The stored specs go out as they are.
    private static func document(_ page: Snapshot, _ token: String?, _ marks: TagMarks?) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(page.resources.count * 512 + 64)
        bytes += #"{"metadata":"#.utf8
        bytes += metadata(page, token).canonicalBytes
        bytes += #","items":["#.utf8
        for (index, resource) in page.resources.enumerated() {
            bytes += (index == 0 ? "\n" : ",\n").utf8
            bytes += marks?.json(resource).canonicalBytes ?? resource.document
        }
        bytes += "\n]}".utf8
        return bytes
    }
}

/// Which resources of a type a list shows.
struct ListSelection {
    private let labels: [LabelSelector]
    private let limit: Int?
    private var revision: Int64?
    private var lastID = ""
    private let fingerprint: String
    private let incarnation: String

    init(_ backend: Backend, _ request: APIRequest) throws(Problem) {
        let query = request.query
        labels = try Self.labels(query)
        limit = try query.number("limit", atLeast: 1).map { min($0, backend.limits.page) }
        revision = try query["revision"].map { text throws(Problem) in try NamedRevision(text, backend.store).number }
        incarnation = backend.store.incarnation
        fingerprint = Fingerprint.text(
            [request.path.namespace, request.path.type, query["revision"] ?? ""] + query.all("labelSelector"))
        if let token = query["pageToken"] {
            let place = try PageToken.read(token, fingerprint, backend.store)
            revision = place.number
            lastID = place.id
        }
    }

    /// Selectors that are alternatives, one for each time that the parameter is given.
    static func labels(_ query: Query) throws(Problem) -> [LabelSelector] {
        var selectors: [LabelSelector] = []
        for text in query.all("labelSelector") {
            do throws(LabelSelector.SyntaxFault) {
                selectors.append(try LabelSelector(parsing: text))
            } catch {
                let term = error.term.isEmpty ? "is empty" : "can't be read: '\(error.term.prefix(64))'"
                throw Problem(
                    .badRequest, .badParameter,
                    "labelSelector: term \(error.position) \(term); terms such as a, !a, a=b, a!=b or a in (b,c) are "
                        + "expected, with commas between them")
            }
        }
        return selectors
    }

    /// A page, all of one revision.
    func read(_ backend: Backend, _ target: Target) throws(Problem) -> Snapshot {
        let key = target.key
        var after = lastID
        var found: [Resource] = []
        var at = revision
        // A selector may pass over most of what is read, so it is read in pieces until the page is full.
        while true {
            var piece = try answering { () throws(StoreError) in
                try backend.store.list(
                    key.namespace, key.type, at: at, after: after, limit: labels.isEmpty ? limit ?? .max : 1024)
            }
            if labels.isEmpty { return piece }
            at = piece.revision
            after = piece.resources.last?.metadata.key.id ?? after
            found += piece.resources.filter(matches)
            let isFull = found.count > limit ?? .max
            guard isFull || !piece.isCut else { continue }
            piece.resources = isFull ? Array(found.prefix(limit ?? .max)) : found
            piece.isCut = isFull
            return piece
        }
    }

    private func matches(_ resource: Resource) -> Bool {
        labels.contains { $0.matches(resource.metadata.labels) }
    }

    /// What leads to the next page.
    func token(after page: Snapshot) -> String {
        PageToken.text(
            page.revision, page.resources.last?.metadata.key.id ?? lastID, fingerprint, incarnation: incarnation)
    }
}
