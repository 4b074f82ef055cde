import NIOHTTP1
import Resources

/// A change of a part of a resource, in one of two languages.
enum Patch: Sendable {
    /// RFC 7396. Without a member `spec` or `metadata` it speaks of the spec itself.
    case merge(JSON)
    /// RFC 6902, on `{"metadata":{"labels":…,"annotations":…},"spec":…}`.
    case operations(JSONPatch)

    /// Reads a JSON patch.
    init(operations document: JSON, at place: JSONPointer) throws(Problem) {
        do throws(JSONPatch.Failure) {
            self = .operations(try JSONPatch(document))
        } catch {
            throw Problem(error, at: place)
        }
    }

    /// The document after the patch.
    func applied(to resource: Resource, at place: JSONPointer) throws(Problem) -> JSON {
        let metadata: JSON = [
            "labels": .object(resource.metadata.labels.mapValues { .string($0) }),
            "annotations": .object(resource.metadata.annotations.mapValues { .string($0) }),
        ]
        let document: JSON = ["metadata": metadata, "spec": resource.json["spec"] ?? .null]
        switch self {
        case .merge(let patch):
            guard patch.members != nil else {
                throw Problem(Faults([Fault(place, "a merge patch of a resource is an object")]))
            }
            let isWhole = patch["spec"] != nil || patch["metadata"] != nil
            return document.merged(with: isWhole ? patch : ["spec": patch])
        case .operations(let patch):
            do throws(JSONPatch.Failure) {
                return try patch.applied(to: document)
            } catch {
                throw Problem(error, at: place)
            }
        }
    }
}

extension Problem {
    init(_ failure: JSONPatch.Failure, at place: JSONPointer) {
        switch failure {
        case .malformed(let fault):
            self.init(Faults([fault.below(place)]), status: .badRequest, .malformedPatch)
        case .inapplicable(let index, let detail):
            self.init(Faults([Fault(place.appending(String(index)), detail)]), .patchInapplicable)
        case .testFailed(let index, let path):
            self.init(
                Faults([Fault(place.appending(String(index)), "the value at '\(path)' is another")]),
                status: .conflict, .patchTestFailed)
        case .testForbidden(let index, let path):
            self.init(
                Faults([Fault(place.appending(String(index)), "the value at '\(path)' can't be tested: it is secret")]),
                .patchInapplicable)
        }
    }
}
