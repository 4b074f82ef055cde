import HostConfiguration
import NIOHTTP1
import Resources

/// What the daemon makes of each part of a configuration.
struct ConfigurationReport: Sendable {
    private let members: [String: JSON]

    init(_ configuration: MachineConfiguration) {
        let unsupported = Set(configuration.unsupported)
        let documents = configuration.documents.map { document -> JSON in
            let isIgnored = document.network == nil && document.label != LegacyDocument.label
            let isPartial = unsupported.contains { $0.hasPrefix(document.label + " ") }
            let state =
                isIgnored
                ? "ignored" : unsupported.contains(document.label) ? "notSupported" : isPartial ? "partly" : "accepted"
            return [
                "document": .string(document.label), "line": .integer(Int64(document.line)), "state": .string(state),
            ]
        }
        members = [
            "documents": .array(documents), "ignored": .array(configuration.ignored.map { .string($0) }),
            "notSupported": .array(configuration.unsupported.map { .string($0) }),
            "warnings": .array(configuration.warnings.map(\.json)),
        ]
    }

    /// The report as members of an answer, beside the resource's metadata.
    func json(_ metadata: Metadata?) -> JSON {
        var members = members
        members["metadata"] = metadata?.json
        return .object(members)
    }
}

extension ConfigurationFault {
    /// One entry of `errors` or `warnings`.
    var json: JSON {
        var members: [String: JSON] = [
            "document": .string(document), "pointer": .string(pointer.description), "detail": .string(detail),
        ]
        members["line"] = line.map { .integer(Int64($0)) }
        return .object(members)
    }
}

extension Problem {
    /// All that is wrong with a configuration.
    init(_ faults: ConfigurationFaults) {
        let more = faults.all.count > 1 ? " (and \(faults.all.count - 1) more)" : ""
        self.init(.unprocessableEntity, .invalid, (faults.all.first?.description ?? "it isn't valid") + more)
        members["errors"] = .array(faults.all.map(\.json))
    }
}
