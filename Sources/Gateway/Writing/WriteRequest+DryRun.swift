import NIOHTTP1
import Resources
import Store

extension WriteRequest {
    /// The body of a dry run: what would be, and what the kernel would be asked to do.
    ///
    /// - Throws: What keeps the plan from being made.
    func dryRun(
        _ answer: WriteAnswer, _ outcome: Outcome, _ backend: Backend
    ) async throws(Problem) -> [UInt8] {
        var changes: [ResourceKey: Resource?] = [:]
        for result in outcome.results where result.status != .checked && result.status != .unchanged {
            changes.updateValue(result.remaining, forKey: result.operation.target.key)
        }
        let forecast: Forecast
        do throws(PlannerError) {
            forecast = changes.isEmpty ? Forecast() : try await backend.planner.plan(changes)
        } catch {
            throw Problem(error)
        }
        var document = (try? JSON(parsing: answer.body)) ?? .null
        if operations.count == 1, request.method != .POST, !follows {
            document = ["resource": outcome.results.first?.remaining?.json ?? .null]
        }
        document.leaveOutNumbers(outcome.results)
        document["dryRun"] = true
        document["plan"] = .array(forecast.operations.map(\.json))
        document["cut"] = outcome.cut.map { .string($0) }
        if follows || !forecast.layers.isEmpty {
            // A restoration's changes are those of what it puts back.
            let name = document["changes"] == nil ? "changes" : "layers"
            document[name] = .array(forecast.layers.map(\.json))
        }
        return document.canonicalBytes
    }
}

extension JSON {
    /// Leaves out the numbers that nothing has: those of a transaction that wasn't made, and of changes in it.
    fileprivate mutating func leaveOutNumbers(_ results: [WriteResult]) {
        for member in ["transaction", "revision"] { self[member] = nil }
        if let told = self["results"]?.elements, told.count == results.count {
            self["results"] = .array(
                zip(told, results).map { $1.hasOwnRevision ? $0.without("revision", "etag") : $0 })
        } else if results.first?.hasOwnRevision == true {
            for place in [["metadata"], ["resource", "metadata"]] { leaveOut("revision", at: place[...]) }
        }
    }

    private mutating func leaveOut(_ member: String, at place: ArraySlice<String>) {
        guard let first = place.first else { return self[member] = nil }
        guard var part = self[first], part.members != nil else { return }
        part.leaveOut(member, at: place.dropFirst())
        self[first] = part
    }

    private func without(_ names: String...) -> JSON {
        var part = self
        for name in names { part[name] = nil }
        return part
    }
}

extension WriteResult {
    /// Whether its resource has the revision of this very change.
    fileprivate var hasOwnRevision: Bool { status != .unchanged && status != .checked }
}

extension Problem {
    /// Why nothing can be said of what would follow.
    init(_ error: PlannerError) {
        switch error {
        case .kernel(let words):
            self.init(.serviceUnavailable, .kernelUnavailable, "the kernel can't be looked at: \(words)")
        case .store(let error): self.init(error)
        case .configuration(let words):
            self.init(.internalServerError, .databaseDamaged, "the stored configuration can't be read: \(words)")
        }
    }
}
