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

    init(_ backend: Backend, _ request: APIRequest, _ target: Target, id: String?) throws(Problem) {
        let query = request.query
        selection = WatchSelection(
            target.key.namespace, target.key.type, id: id, labels: try ListSelection.labels(query))
        let accept = request.header("accept") ?? ""
        let isEvents = accept.split(separator: ",").contains { MediaType($0).name == "text/event-stream" }
        encoding = WatchEncoding(isEvents: isEvents, showsOld: try query.flag("prev"))
        bookmarkTime = backend.limits.bookmarkTime
        // A browser that reconnects sends the last id that it saw along with its first URL.
        let last = request.header("last-event-id").flatMap { $0.isEmpty ? nil : $0 }
        if let text = last ?? query["revision"] {
            start = .after(try NamedRevision(text, backend.store).number)
        } else {
            start = .present
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
        do {
            try await writer.write(ByteBuffer(string: encoding.preamble)) { ByteBuffer() }
            while let event = try await watch.next(patience: request.bookmarkTime) {
                var buffer = ByteBuffer()
                var (revision, isBookmark) = (event.revision, event.kind == .bookmark)
                encoding.write(event, to: &buffer)
                while buffer.readableBytes < Self.batchSize {
                    guard let event = try watch.nextAvailable() else {
                        if ContinuousClock.now - lastBookmark >= request.bookmarkTime, !isBookmark {
                            (revision, isBookmark) = (watch.position, true)
                            encoding.writeBookmark(revision, to: &buffer)
                        }
                        break
                    }
                    encoding.write(event, to: &buffer)
                    (revision, isBookmark) = (event.revision, event.kind == .bookmark)
                }
                if isBookmark { lastBookmark = .now }
                try await writer.write(buffer) { [revision] in
                    ByteBuffer(
                        string: encoding.error("SLOW_READER", "the reader was too slow; go on after this", revision))
                }
            }
        } catch let error as StoreError {
            let problem = Problem(error)
            let line = encoding.error(problem.reason.rawValue, problem.detail, watch.position)
            try? await writer.write(ByteBuffer(string: line)) { ByteBuffer() }
        } catch {
            // The client has gone.
            return
        }
    }

    /// Bytes that are gathered into one write.
    private static let batchSize = 64 << 10
}
