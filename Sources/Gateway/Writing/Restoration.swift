import HostConfiguration
import NIOHTTP1
import Resources
import Store

/// Makes resources what they were, as one transaction of its own: nothing of the history is lost.
///
/// It is worked out anew when somebody changes one of the resources meanwhile.
struct Restoration: Sendable {
    /// What one resource is to be.
    struct Wish: Sendable {
        let key: ResourceKey
        let current: Resource?
        /// What it is to say, as `Resource.compared` tells it; `nil` for none.
        let wanted: JSON?
        /// The state in which it said so, where there is one: of the machine configuration the text counts.
        let source: Resource?

        var isMet: Bool {
            guard let current, let wanted else { return current == nil && wanted == nil }
            return current.compared == wanted
        }

        private var difference: DocumentDifference {
            DocumentDifference(key: key, before: current?.compared, after: wanted)
        }

        /// What of the resource became another, as an answer shows it.
        var change: JSON { ["resource": .string(key.description), "patch": difference.patch] }

        /// What of the resource would become another, in all ways.
        ///
        /// - Parameter title: What would make it so.
        /// - Returns: The change as a dry run shows it.
        /// - Throws: `internal` when that can't be written.
        func foreseen(as title: String) throws(Problem) -> JSON {
            var change = difference.json
            change["diff"] = .string(try difference.text(from: "now", to: title))
            return change
        }
    }

    let backend: Backend
    let request: APIRequest
    let message: String
    /// Members of the answer besides what was done.
    let members: [String: JSON]

    private static let attempts = 16

    /// Does it.
    ///
    /// - Parameter wishes: Works out what is to be; is asked again when that has moved.
    /// - Returns: What was done.
    /// - Throws: What keeps it from being done.
    func run(_ wishes: @escaping @Sendable () throws(Problem) -> [Wish]) async throws(Problem) -> APIResponse {
        var attempt = 1
        while true {
            do throws(Problem) {
                let (write, changes) = try await Blocking.answer { () throws(Problem) in try prepare(wishes()) }
                // While the disk takes the write: of many, it takes as long as that.
                if !write.isDryRun { Task { await Blocking.run { _ = changes.value } } }
                return try await write.run(backend)
            } catch {
                let hasMoved = error.reason == .preconditionFailed || error.reason == .configurationMoved
                guard hasMoved, attempt < Self.attempts else { throw error }
                attempt += 1
            }
        }
    }

    /// - Returns: The write, and the changes that its answer shows.
    private func prepare(_ wishes: [Wish]) throws(Problem) -> (WriteRequest, Once<[JSON]>) {
        let open = wishes.filter { !$0.isMet }
        var operations: [WriteOperation] = []
        for wish in open { operations.append(try operation(wish)) }
        let (store, members) = (backend.store, members)
        let isDryRun = try request.query.flag("dryRun")
        let foreseen = try isDryRun ? open.map { wish throws(Problem) in try wish.foreseen(as: message) } : nil
        let changes = Once { foreseen ?? open.map(\.change) }
        var write = try WriteRequest(backend, request, OperationList(operations)) { results, transaction, revision in
            var answer = members
            answer["results"] = .array(results.map { $0.summary(store) })
            answer["changes"] = .array(changes.value)
            answer["revision"] = .integer(revision)
            answer["transaction"] = transaction.map { .integer($0) } ?? .null
            return WriteAnswer(.ok, body: JSON.object(answer).canonicalBytes)
        }
        write.origin = .rollback
        if write.message.isEmpty { write.message = message }
        write.follows = open.contains { $0.key == StoredConfiguration.key }
        return (write, changes)
    }

    private func operation(_ wish: Wish) throws(Problem) -> WriteOperation {
        let key = wish.key
        let target = try Target(backend.catalog, key.namespace, key.type, key.id)
        var operation: WriteOperation
        if let wanted = wish.wanted {
            if key == StoredConfiguration.key {
                operation = WriteOperation(target: target, action: .configure(try configuration(wish)))
            } else {
                let metadata: JSON = [
                    "labels": wanted["labels"] ?? [:], "annotations": wanted["annotations"] ?? [:],
                ]
                do throws(Faults) {
                    operation = try .put(target, ["spec": wanted["spec"] ?? [:], "metadata": metadata], at: .root)
                } catch {
                    // What was valid then may not be any more.
                    throw target.invalid(error)
                }
            }
        } else {
            operation = WriteOperation(target: target, action: .delete)
        }
        if let current = wish.current {
            operation.ifMatch = .oneOf([backend.store.entityTag(current.metadata.revision)])
        } else {
            operation.ifNoneMatch = .any
        }
        return operation
    }

    private func configuration(_ wish: Wish) throws(Problem) -> ConfigurationWrite {
        guard let stored = try StoredConfiguration(wish.source, backend.store) else {
            throw Problem(.internalServerError, .databaseDamaged, "the configuration of then can't be read")
        }
        return ConfigurationWrite(
            configuration: try ConfigurationBody.configuration(stored), base: wish.current?.metadata.revision,
            isDryRun: try request.query.flag("dryRun"))
    }
}

extension WriteResult {
    /// What became of the resource, as answers about several show it.
    fileprivate func summary(_ store: ResourceStore) -> JSON {
        var members: [String: JSON] = [
            "resource": .string(operation.target.key.description), "status": .string(status.rawValue),
        ]
        members["revision"] = (resource?.metadata.revision).map { .integer($0) }
        return .object(members)
    }
}
