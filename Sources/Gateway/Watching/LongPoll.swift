import NIOHTTP1
import Resources
import Store

/// `?waitRevision=N`: answers when the list or the resource has moved past a revision, or when the time is over.
enum LongPoll {
    static func answer(
        _ backend: Backend, _ request: APIRequest, _ target: Target, id: String?,
        _ read: @escaping @Sendable (Backend, APIRequest) throws(Problem) -> APIResponse
    ) throws(Problem) -> Answer {
        let query = request.query
        guard query["revision"] == nil, query["pageToken"] == nil else {
            throw Problem(.badRequest, .badParameter, "waitRevision waits for what is new; revision doesn't go with it")
        }
        let revision = try NamedRevision(query["waitRevision"] ?? "", backend.store)
        let patience = try query.duration("timeout", default: .seconds(60), limit: backend.limits.waitTime)
        let selection = WatchSelection(
            target.key.namespace, target.key.type, id: id, labels: try ListSelection.labels(query))
        let watch: Watch?
        do throws(StoreError) {
            watch = try Watch(backend.store, selection, from: .after(revision.number))
        } catch .compacted where revision.number >= 0 {
            // Whether it has moved since then isn't known any more; the present state serves in either case.
            watch = nil
        } catch {
            throw Problem(error)
        }
        let place = try backend.streams.enter()
        return .waiting { () throws(Problem) in
            await place.run {
                var watch = watch
                // What goes wrong here shows again when the answer is read.
                _ = try? await watch?.next(patience: patience)
            }
            return try await Blocking.answer { () throws(Problem) in try read(backend, request) }
        }
    }
}
