import NIOHTTP1
import Resources
import Store

/// One write, checked as far as that goes without the store.
struct WriteOperation: Sendable {
    /// What is to be done.
    enum Action: Sendable {
        /// `nil` for labels or annotations keeps what is stored.
        case put(spec: String, labels: [String: String]?, annotations: [String: String]?)
        case patch(Patch)
        case delete
        case configure(ConfigurationWrite)
        /// Only the conditions.
        case check

        var name: String {
            switch self {
            case .put: "put"
            case .patch: "patch"
            case .delete: "delete"
            case .configure: "configure"
            case .check: "check"
            }
        }
    }

    var target: Target
    var action: Action
    var ifMatch: TagCondition?
    var ifNoneMatch: TagCondition?
    /// Where the operation's document stands in the input.
    var place = JSONPointer.root

    /// The operation under the conditions that a request's headers state.
    func conditional(_ request: APIRequest) throws(Problem) -> WriteOperation {
        var operation = self
        operation.ifMatch = try request.header("if-match").map { text throws(Problem) in try TagCondition(text) }
        operation.ifNoneMatch = try request.header("if-none-match").map { text throws(Problem) in
            try TagCondition(text)
        }
        return operation
    }

    /// A put, with everything that is wrong with its body.
    static func put(
        _ target: Target, _ body: JSON, at place: JSONPointer, besides extra: Set<String> = []
    ) throws(Faults) -> WriteOperation {
        var faults: [Fault] = []
        let body = ResourceBody(body, target, at: place, besides: extra, &faults)
        if let mode = body.annotations?[DriftMode.annotation], target.type.placement == .layered,
            let complaint = DriftMode.complaint(about: .string(mode), of: target.type.name)
        {
            let metadata = place.appending("metadata")
            faults.append(Fault(metadata.appending("annotations").appending(DriftMode.annotation), complaint))
        }
        var spec = ""
        do throws(Faults) {
            spec = try target.type.canonicalSpec(body.spec, id: target.key.id, at: body.place)
        } catch {
            faults += error.all
        }
        guard faults.isEmpty else { throw Faults(faults) }
        return WriteOperation(
            target: target, action: .put(spec: spec, labels: body.labels, annotations: body.annotations), place: place)
    }
}

/// What a write did.
struct WriteResult: Sendable {
    /// What became of the resource.
    enum Status: String, Sendable {
        case created
        case updated
        case unchanged
        case deleted
        /// Marked to go; somebody holds finalizers.
        case tearingDown
        case checked
    }

    let operation: WriteOperation
    let status: Status
    /// The resource afterwards, or as it was last; `nil` when there was none to check.
    let resource: Resource?

    /// The resource as it would be; `nil` when it is gone or going.
    var remaining: Resource? { status == .deleted || status == .tearingDown ? nil : resource }
}
