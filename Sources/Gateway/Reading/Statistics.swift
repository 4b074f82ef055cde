import NIOHTTP1
import Resources
import Store

/// GET of links or chains with what passed through them; nothing of it is stored, so it has no entity tag.
struct Statistics {
    private let backend: Backend
    private let request: APIRequest
    private let target: Target
    private let format: OutputFormat

    /// `nil` when nobody asks for them.
    init?(_ backend: Backend, _ request: APIRequest, _ target: Target) throws(Problem) {
        guard try request.query.flag("stats") else { return nil }
        guard [LinkStatus.typeName, NfTablesChainStatus.typeName].contains(target.key.type) else {
            throw Problem(
                .badRequest, .badParameter,
                "stats: only LinkStatus and NfTablesChainStatus have them, not \(target.key.type)")
        }
        try request.query.refuse("watch", "waitRevision", "revision", "revisions", beside: "stats")
        (self.backend, self.request, self.target) = (backend, request, target)
        format = try OutputFormat(request)
        guard format == .json || format == .yaml else {
            throw Problem(.badRequest, .badParameter, "output: with stats, json or yaml is expected")
        }
    }

    /// One link or chain.
    func one() -> Answer {
        .later { () throws(Problem) in
            let statistics = try await counted()
            let resource = try answering { () throws(StoreError) in try backend.store.get(target.key) }
            guard let resource else { throw target.missing() }
            return try APIResponse.value(resource.json(with: statistics), format)
        }
    }

    /// A page of them.
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

    private func counted() async throws(Problem) -> [String: JSON] {
        do throws(StatisticsError) {
            guard target.key.type == LinkStatus.typeName else {
                return try await backend.chainStatistics().mapValues(\.json)
            }
            return try await backend.statistics().mapValues(\.json)
        } catch {
            throw Problem(.serviceUnavailable, .notReady, "the kernel's counters can't be read: \(error.reason)")
        }
    }
}

extension Resource {
    fileprivate func json(with statistics: [String: JSON]) -> JSON {
        var json = json
        json["stats"] = statistics[metadata.key.id]
        return json
    }
}
