import NIOCore
import NIOHTTP1
import Resources
import Store

/// What a watch asks for.
struct WatchRequest: Sendable {
    let selection: WatchSelection
    let start: WatchStart
    let encoding: WatchEncoding
    let bookmarkTime: Duration

    /// Where the client is before the first event; `nil` if it has to get the present state first.
    var place: Int64? {
        guard case .after(let revision) = start else { return nil }
        return revision
    }

    /// Refuses what a watch would pass over in silence, and what only a long poll heeds.
    static func checkTogether(_ query: Query) throws(Problem) {
        if try query.flag("watch") {
            try query.refuse("waitRevision", "limit", "pageToken", "timeout", beside: "watch")
            if query["output"] != "json" { try query.refuse("output", beside: "watch") }
        } else if query["waitRevision"] == nil {
            try query.refuse("timeout", without: "waitRevision")
        }
    }

    /// A watch of a list or a resource.
    init(_ backend: Backend, _ request: APIRequest, _ target: Target, id: String?) throws(Problem) {
        let selection = WatchSelection(
            target.key.namespace, target.key.type, id: id, labels: try ListSelection.labels(request.query))
        try self.init(backend, request, selection, showsChange: false)
    }

    /// A watch of history, which begins with what comes.
    init(_ backend: Backend, _ request: APIRequest, _ filter: HistoryFilter) throws(Problem) {
        try self.init(backend, request, WatchSelection(filter), showsChange: true)
    }

    private init(
        _ backend: Backend, _ request: APIRequest, _ selection: WatchSelection, showsChange: Bool
    ) throws(Problem) {
        let query = request.query
        self.selection = selection
        let accept = request.header("accept") ?? ""
        let isEvents = accept.split(separator: ",").contains { MediaType($0).name == "text/event-stream" }
        encoding = WatchEncoding(isEvents: isEvents, showsOld: try query.flag("prev"), showsChange: showsChange)
        bookmarkTime = backend.limits.bookmarkTime
        // A browser that reconnects sends the last id that it saw along with its first URL.
        let last = request.header("last-event-id").flatMap { $0.isEmpty ? nil : $0 }
        // Of history only what comes after a revision may be asked for: then it begins there.
        if let text = last ?? query["revision"] ?? (showsChange ? query["after"] : nil) {
            start = .after(try NamedRevision(text, backend.store).number)
        } else {
            start = showsChange ? .now : .present
        }
    }
}

/// Streams of changes.
enum Watches {
    /// Begins a watch; what is wrong with it is found before the stream starts.
    static func stream(_ request: WatchRequest, _ backend: Backend) throws(Problem) -> APIResponse {
        let place = try backend.streams.enter()
        let watch: Watch
        do throws(StoreError) {
            watch = try Watch(backend.store, request.selection, from: request.start)
        } catch {
            throw Problem(error)
        }
        return APIResponse(stream: request.encoding.contentType) { writer in
            await place.run { await feed(watch, request, writer) }
        }
    }

    /// Reads the next events only when those before were accepted, so a slow reader costs no memory.
    private static func feed(_ watch: Watch, _ request: WatchRequest, _ writer: StreamWriter) async {
        var watch = watch
        let encoding = request.encoding
        var lastBookmark = ContinuousClock.now
        var place = request.place
        do {
            try await writer.write(ByteBuffer(string: encoding.preamble)) { ByteBuffer() }
            while let event = try await watch.next(patience: request.bookmarkTime) {
                var batch = WatchBatch(encoding, after: place)
                batch.add(event)
                let failure = fill(&batch, &watch, bookmarkIsDue: .now - lastBookmark >= request.bookmarkTime)
                if batch.endsWithBookmark { lastBookmark = .now }
                place = batch.place
                try await writer.write(batch.bytes) { [place] in
                    ByteBuffer(string: encoding.error("SLOW_READER", "the reader was too slow", place))
                }
                if let failure { throw failure }
            }
        } catch let error as StoreError {
            let problem = Problem(error)
            let line = encoding.error(problem.reason.rawValue, problem.detail, place)
            try? await writer.write(ByteBuffer(string: line)) { ByteBuffer() }
        } catch {
            // The client has gone.
            return
        }
    }

    /// Adds what is there already; what goes wrong is told after what was read before has been sent.
    private static func fill(_ batch: inout WatchBatch, _ watch: inout Watch, bookmarkIsDue: Bool) -> StoreError? {
        do throws(StoreError) {
            while batch.bytes.readableBytes < batchSize {
                guard let event = try watch.nextAvailable() else {
                    if bookmarkIsDue, !batch.endsWithBookmark { batch.addBookmark(watch.position) }
                    break
                }
                batch.add(event)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Bytes that are gathered into one write.
    private static let batchSize = 64 << 10
}
