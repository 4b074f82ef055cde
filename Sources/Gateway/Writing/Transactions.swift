import NIOHTTP1
import Resources
import Store

/// Many operations, all or nothing.
enum Transactions {
    static func post(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        // Checking 10,000 operations takes a while: not on the event loop.
        .waiting { () throws(Problem) in
            let write = try await Blocking.answer { () throws(Problem) in
                let document = try TransactionDocument(try RequestBody.value(request, backend.limits), backend)
                let store = backend.store
                var write = try WriteRequest(backend, request, document.operations) { results, transaction, revision in
                    answer(results, transaction, revision, store)
                }
                if let message = document.message { write.message = message }
                write.isDryRun = write.isDryRun || document.isDryRun
                return write
            }
            return try await write.run(backend)
        }
    }

    private static func answer(
        _ results: [WriteResult], _ transaction: Int64?, _ revision: Int64, _ store: ResourceStore
    ) -> StoredAnswer {
        let items = results.map { result -> JSON in
            var item: JSON = [
                "op": .string(result.operation.action.name), "status": .string(result.status.rawValue),
                "resource": .string(result.operation.target.key.description),
            ]
            if let resource = result.resource {
                item["revision"] = .integer(resource.metadata.revision)
                if result.remaining != nil { item["etag"] = .string(store.entityTag(resource.metadata.revision)) }
            }
            return item
        }
        let document: JSON = [
            "transaction": transaction.map { .integer($0) } ?? .null, "revision": .integer(revision),
            "results": .array(items),
        ]
        return StoredAnswer(fingerprint: "", status: 200, headers: "", body: document.canonicalBytes)
    }

    static func get(_ backend: Backend, _ request: APIRequest) throws(Problem) -> Answer {
        guard let id = Int64(request.path.id), id >= 0 else {
            throw Problem(
                .badRequest, .badParameter,
                "a transaction's number, such as 12, is expected, not '\(request.path.id.prefix(64))'")
        }
        let format = try OutputFormat.document(request)
        return .later { () throws(Problem) in
            try await Blocking.answer { () throws(Problem) in
                var filter = HistoryFilter()
                filter.transaction = id
                let changes = try answering { () throws(StoreError) in
                    try backend.store.changes(after: 0, matching: filter, limit: .max)
                }
                guard let first = changes.first else {
                    throw Problem(.notFound, .notFound, "there is no transaction \(id)")
                }
                var document = JSON.object(first.transaction.members)
                document["id"] = .integer(id)
                document["changes"] = .array(changes.map { $0.json(old: nil) })
                return try .value(document, format)
            }
        }
    }
}

/// The body of a transaction, checked; every fault of every operation is found at once.
struct TransactionDocument: Sendable {
    private(set) var message: String?
    private(set) var isDryRun = false
    private(set) var operations: [WriteOperation] = []
    private static let members = ["message", "dryRun", "operations"]

    init(_ document: JSON, _ backend: Backend) throws(Problem) {
        guard let members = document.members else {
            throw Problem(Faults([Fault(.root, "an object with 'operations' is expected")]))
        }
        var faults: [Fault] = []
        for name in members.keys.sorted() where !Self.members.contains(name) {
            let why = name == "confirm" ? "confirm windows aren't available yet" : "there is no member '\(name)' here"
            faults.append(
                Fault(JSONPointer(tokens: [name]), "\(why); known are \(Self.members.joined(separator: ", "))"))
        }
        if let text = members["message"] {
            message = String.decode(text, at: JSONPointer(tokens: ["message"]), &faults)
        }
        if let flag = members["dryRun"] {
            isDryRun = Bool.decode(flag, at: JSONPointer(tokens: ["dryRun"]), &faults) ?? false
        }
        let place = JSONPointer(tokens: ["operations"])
        if let elements = members["operations"]?.elements, !elements.isEmpty {
            operations.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                let place = place.appending(String(index))
                do throws(Problem) {
                    operations.append(try Self.operation(element, at: place, backend, &faults))
                } catch {
                    // One operation that can't be written at all ends the search: its status says more than 422.
                    guard error.status == .unprocessableEntity || error.status == .badRequest else {
                        throw error.with("operation", .integer(Int64(index)))
                    }
                    // What has no place of its own, such as the id, stands in the member that names the resource.
                    let own = error.faults.isEmpty ? [Fault(.root, error.detail)] : error.faults
                    faults += own.map { $0.pointer == .root ? $0.below(place.appending("resource")) : $0 }
                }
            }
        } else {
            faults.append(Fault(place, "a list of at least one operation is expected"))
        }
        guard faults.isEmpty else { throw Problem(Faults(faults)) }
    }

    private static func operation(
        _ element: JSON, at place: JSONPointer, _ backend: Backend, _ faults: inout [Fault]
    ) throws(Problem) -> WriteOperation {
        let known: [String: [String]] = [
            "put": ["spec", "metadata"], "patch": ["patch"], "delete": [], "check": [],
        ]
        func fault(_ name: String, _ detail: String) -> Problem {
            Problem(Faults([Fault(place.appending(name), detail)]))
        }
        guard let members = element.members else { throw Problem(Faults([Fault(place, "an object is expected")])) }
        guard let op = members["op"]?.text, let own = known[op] else {
            throw fault("op", "put, patch, delete or check is expected")
        }
        guard let path = members["resource"]?.text else {
            throw fault("resource", "<namespace>/<type>/<id> is expected")
        }
        let shared = ["op", "resource", "ifMatch", "ifNoneMatch"]
        let unknown = members.keys.filter { !shared.contains($0) && !own.contains($0) }.sorted()
        guard unknown.isEmpty else {
            let names = (shared + own).joined(separator: ", ")
            throw Problem(
                Faults(unknown.map { Fault(place.appending($0), "'\(op)' has no member '\($0)'; known are \(names)") }))
        }
        let target = try Target(backend.catalog, path: path)
        if op != "check" { try target.checkWritable(backend) }
        if op == "check" || op == "patch" { try target.checkSpelling(backend) }
        var operation: WriteOperation
        switch op {
        case "put":
            do throws(Faults) {
                operation = try .put(target, element, at: place, besides: Set(shared))
            } catch {
                throw Problem(error)
            }
        case "patch":
            guard let patch = members["patch"] else {
                throw fault("patch", "a merge patch or a JSON patch is expected")
            }
            let where_ = place.appending("patch")
            let value: Patch = patch.elements == nil ? .merge(patch) : try Patch(operations: patch, at: where_)
            operation = WriteOperation(target: target, action: .patch(value), place: where_)
        case "delete": operation = WriteOperation(target: target, action: .delete, place: place)
        default: operation = WriteOperation(target: target, action: .check, place: place)
        }
        operation.ifMatch = condition(members["ifMatch"], at: place.appending("ifMatch"), &faults)
        operation.ifNoneMatch = condition(members["ifNoneMatch"], at: place.appending("ifNoneMatch"), &faults)
        return operation
    }

    /// An ETag, with or without its quotes, or `*`.
    private static func condition(_ value: JSON?, at place: JSONPointer, _ faults: inout [Fault]) -> TagCondition? {
        guard let value else { return nil }
        guard let text = value.text else {
            faults.append(Fault(place, "an ETag or * is expected"))
            return nil
        }
        if !text.hasPrefix("\""), text != "*" { return .oneOf([text]) }
        guard let condition = try? TagCondition(text) else {
            faults.append(Fault(place, "an ETag or * is expected"))
            return nil
        }
        return condition
    }
}
