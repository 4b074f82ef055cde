import NIOHTTP1
import Resources
import Store

/// The body of a transaction; every fault of every operation is found at once.
struct TransactionDocument: Sendable {
    private(set) var message: String?
    private(set) var isDryRun = false
    /// What it says of confirming it; `nil` for nothing.
    private(set) var wish: ConfirmWish?
    /// Those of a long document are checked while the first are performed.
    let operations: OperationList
    private static let members = ["message", "dryRun", "confirm", "operations"]
    private static let sharedMembers = ["op", "resource", "ifMatch", "ifNoneMatch"]
    private static let sharedNames = Set(sharedMembers)
    /// What else each operation may say.
    private static let ownMembers: [String: [String]] = [
        "put": ["spec", "metadata"], "patch": ["patch"], "delete": [], "check": [],
    ]

    /// Reads the body; blocks the thread.
    init(_ document: JSON, _ backend: Backend) throws(Problem) {
        guard let members = document.members else {
            throw Problem(Faults([Fault(.root, "an object with 'operations' is expected")]))
        }
        var faults: [Fault] = []
        for name in members.keys.sorted() where !Self.members.contains(name) {
            let known = Self.members.joined(separator: ", ")
            faults.append(Fault(JSONPointer(tokens: [name]), "there is no member '\(name)' here; known are \(known)"))
        }
        if let text = members["message"] {
            message = String.decode(text, at: JSONPointer(tokens: ["message"]), &faults)
        }
        if let flag = members["dryRun"] {
            isDryRun = Bool.decode(flag, at: JSONPointer(tokens: ["dryRun"]), &faults) ?? false
        }
        if let confirm = members["confirm"] {
            wish = ConfirmWish(confirm, at: JSONPointer(tokens: ["confirm"]), &faults)
        }
        let place = JSONPointer(tokens: ["operations"])
        let elements = members["operations"]?.elements ?? []
        if elements.isEmpty { faults.append(Fault(place, "a list of at least one operation is expected")) }
        operations = OperationList(count: elements.count, partSize: Self.partSize) {
            Self.part(elements[$0], at: place, backend)
        }
        if !faults.isEmpty || elements.count <= Self.partSize { try operations.check(besides: faults) }
    }

    /// The operations that one thread checks at a time.
    private static let partSize = 512

    private static func part(
        _ elements: ArraySlice<JSON>, at place: JSONPointer, _ backend: Backend
    ) -> OperationList.Part {
        var part = OperationList.Part()
        part.operations.reserveCapacity(elements.count)
        for (index, element) in zip(elements.indices, elements) {
            let place = place.appending(String(index))
            do throws(Problem) {
                part.operations.append(try operation(element, at: place, backend, &part.faults))
            } catch {
                guard error.status == .unprocessableEntity || error.status == .badRequest else {
                    part.problem = error.with("operation", .integer(Int64(index)))
                    return part
                }
                // What has no place of its own, such as the id, stands in the member that names the resource.
                let own = error.faults.isEmpty ? [Fault(.root, error.detail)] : error.faults
                part.faults += own.map { $0.pointer == .root ? $0.below(place.appending("resource")) : $0 }
            }
        }
        return part
    }

    private static func operation(
        _ element: JSON, at place: JSONPointer, _ backend: Backend, _ faults: inout [Fault]
    ) throws(Problem) -> WriteOperation {
        func fault(_ name: String, _ detail: String) -> Problem {
            Problem(Faults([Fault(place.appending(name), detail)]))
        }
        guard let members = element.members else { throw Problem(Faults([Fault(place, "an object is expected")])) }
        guard let op = members["op"]?.text, let own = ownMembers[op] else {
            throw fault("op", "put, patch, delete or check is expected")
        }
        guard let path = members["resource"]?.text else {
            throw fault("resource", "<namespace>/<type>/<id> is expected")
        }
        let unknown = members.keys.filter { !sharedMembers.contains($0) && !own.contains($0) }.sorted()
        guard unknown.isEmpty else {
            let names = (sharedMembers + own).joined(separator: ", ")
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
                operation = try .put(target, element, at: place, besides: sharedNames)
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
