import Resources

/// What the files of `apply -f` ask for.
enum Intent: Equatable {
    /// Resources, each with a `type`.
    case resources([IntentDocument])
    /// Documents of the machine configuration, each with a `kind`, or the one of `version: v1alpha1`.
    case configuration(ConfigurationInput)
    /// A change of the configuration that can't replace it: with `$patch`, or a list of operations (RFC 6902).
    case patch(ConfigurationInput)

    /// Tells by their documents what files are; they are one or the other.
    init(_ files: [InputFile]) throws(ClientError) {
        var parts: [(nature: Nature, place: String)] = []
        var faults: [String] = []
        for file in files {
            let values = try IntentDocument.values(file.content, file.name)
            for (index, value) in values.enumerated() {
                let place = values.count == 1 ? file.name : "\(file.name), document \(index + 1)"
                if let fault = Nature.contradiction(value) { faults.append("\(place): \(fault)") }
                parts.append((Nature(value), place))
            }
        }
        guard faults.isEmpty else { throw .input(faults.joined(separator: "\n  ")) }
        let names = files.map(\.name).joined(separator: ", ")
        guard !parts.isEmpty else { throw .input("\(names) has no resource and no document of a configuration in it") }
        guard let document = parts.first(where: { [.document, .patch].contains($0.nature) }) else {
            var documents: [IntentDocument] = []
            for file in files { documents += try IntentDocument.parse(file.content, from: file.name) }
            self = .resources(documents)
            return
        }
        if let resource = parts.first(where: { $0.nature == .resource }) {
            throw .input(
                """
                resources and a machine configuration can't be applied together: \(resource.place) is a resource, \
                \(document.place) a part of the configuration (it has a kind, or version: v1alpha1); \
                put each into a file of its own and apply one after the other
                """)
        }
        var texts: [(name: String, text: String)] = []
        for file in files { texts.append((file.name, try file.text)) }
        let input = ConfigurationInput(texts)
        self = parts.contains { $0.nature == .patch } ? .patch(input) : .configuration(input)
    }

    /// What one document is.
    private enum Nature {
        case resource
        case document
        case patch
        /// Whoever reads it says what is wrong.
        case unknown

        init(_ value: JSON) {
            if let first = value.elements?.first {
                self = first["op"] == nil ? .resource : .patch
            } else if Self.marks.contains(where: { value[$0] != nil }) {
                self = value["$patch"] == nil ? .document : .patch
            } else {
                self = Self.resourceMarks.contains { value[$0] != nil } ? .resource : .unknown
            }
        }

        private static let resourceMarks = ["type", "id", "metadata", "items", "spec"]
        /// Members that only documents of a configuration have; a patch of the legacy one may leave out its version.
        private static let marks = ["kind", "apiVersion", "version", "machine", "cluster"]

        /// What is wrong with a document that is neither one nor the other.
        static func contradiction(_ value: JSON) -> String? {
            guard let kind = value["kind"] else { return nil }
            let name = kind.text ?? kind.canonical
            let members = ["type", "id", "metadata", "spec", "labels", "annotations"].filter { value[$0] != nil }
            guard !members.isEmpty else { return nil }
            return """
                'kind' begins a document of a machine configuration, \(members.joined(separator: ", ")) \
                \(members.count == 1 ? "belongs" : "belong") to a resource; a resource is written \
                'type: \(value["type"]?.text ?? name)' without a kind
                """
        }
    }
}
