import NIOHTTP1
import Resources
import Store

/// GET of links with what passed through them; nothing of it is stored, so it has no entity tag.
struct Statistics {
    private let backend: Backend
    private let request: APIRequest
    private let target: Target
    private let format: OutputFormat

    /// `nil` when nobody asks for them.
    init?(_ backend: Backend, _ request: APIRequest, _ target: Target) throws(Problem) {
        guard try request.query.flag("stats") else { return nil }
        guard target.key.type == LinkStatus.typeName else {
            throw Problem(.badRequest, .badParameter, "stats: only LinkStatus has them, not \(target.key.type)")
        }
        try request.query.refuse("watch", "waitRevision", "revision", "revisions", beside: "stats")
        (self.backend, self.request, self.target) = (backend, request, target)
        format = try OutputFormat(request)
        guard format == .json || format == .yaml else {
            throw Problem(.badRequest, .badParameter, "output: with stats, json or yaml is expected")
        }
    }

    /// One link.
    func one() -> Answer {
        .later { () throws(Problem) in
            let statistics = try await counted()
            let resource = try answering { () throws(StoreError) in try backend.store.get(target.key) }
            guard let resource else { throw target.missing() }
            return try APIResponse.value(resource.json(with: statistics), format)
        }
    }

    /// A page of links.
    func list() -> Answer {
        .later { () throws(Problem) in
            let statistics = try await counted()
            return try await Blocking.answer { () throws(Problem) in
                let selection = try ListSelection(backend, request)
                let page = try selection.read(backend, target)
                let token = page.isCut ? selection.token(after: page) : nil
                let items = page.resources.map { $0.json(with: statistics) }
                var response = try APIResponse.value(
                    ["metadata": Lists.metadata(page, token), "items": .array(items)], format)
                if let token { response.headers.add(name: "link", value: PageToken.link(request, token)) }
                return response
            }
        }
    }

    private func counted() async throws(Problem) -> [String: LinkStatistics] {
        do throws(StatisticsError) {
            return try await backend.statistics()
        } catch {
            throw Problem(.serviceUnavailable, .notReady, "the kernel's counters can't be read: \(error.reason)")
        }
    }
}

extension Resource {
    fileprivate func json(with statistics: [String: LinkStatistics]) -> JSON {
        var json = json
        json["stats"] = statistics[metadata.key.id]?.json
        return json
    }
}
