import HostConfiguration
import NIOHTTP1
import Resources
import Store

/// What the daemon makes of each part of a configuration.
struct ConfigurationReport: Sendable {
    private var members: [String: JSON]

    /// A report on a configuration.
    ///
    /// - Parameters:
    ///   - configuration: Which.
    ///   - selections: What its selectors find.
    init(_ configuration: MachineConfiguration, _ selections: [LinkSelection]) {
        let waiting = Set(selections.filter { $0.state != .found }.map(\.source.label))
        let unsupported = Set(configuration.unsupported)
        let documents = configuration.documents.map { document -> JSON in
            let isIgnored = document.network == nil && document.label != LegacyDocument.label
            let isPartial = unsupported.contains { $0.hasPrefix(document.label + " ") }
            // Of the legacy document other parts are carried out all the same.
            let isWaiting = waiting.contains(document.label) && document.label != LegacyDocument.label
            let state =
                isIgnored
                ? "ignored"
                : unsupported.contains(document.label)
                    ? "notSupported" : isPartial ? "partly" : isWaiting ? "waiting" : "accepted"
            return [
                "document": .string(document.label), "line": .integer(Int64(document.line)), "state": .string(state),
            ]
        }
        members = [
            "documents": .array(documents), "ignored": .array(configuration.ignored.map { .string($0) }),
            "notSupported": .array(configuration.unsupported.map { .string($0) }),
            "warnings": .array(
                (configuration.warnings + selections.compactMap { $0.warning(in: configuration) }).map(\.json)),
        ]
    }

    /// A report with what selectors find now; should that not be known, it says so.
    init(_ configuration: MachineConfiguration, now store: ResourceStore) {
        do throws(StoreError) {
            self.init(configuration, try ConfigurationSelectors.selections(configuration, store))
        } catch {
            self.init(configuration, [])
            let detail = "what its selectors find isn't known: the links can't be read: \(error)"
            let warning = ConfigurationFault("the configuration", line: nil, .root, detail)
            members["warnings"] = .array((members["warnings"]?.elements ?? []) + [warning.json])
        }
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
        members["otherLine"] = otherLine.map { .integer(Int64($0)) }
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
