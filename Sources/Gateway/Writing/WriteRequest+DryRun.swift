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
        document["dryRun"] = true
        document["plan"] = .array(forecast.operations.map(\.json))
        document["cut"] = outcome.cut.map { .string($0) }
        if follows { document["changes"] = .array(forecast.layers.map(\.json)) }
        return document.canonicalBytes
    }
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
