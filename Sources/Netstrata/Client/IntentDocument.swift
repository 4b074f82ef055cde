import HostConfiguration
import Resources

extension JSONPointer {
    /// Where it is in an input of several documents.
    func place(in document: String) -> String { tokens.isEmpty ? document : "\(self) in \(document)" }
}

/// One resource in a file for `apply -f`: which, and what is asked of it.
struct IntentDocument: Equatable {
    /// Where it stands, for errors: `network.yaml, document 2`.
    var place: String
    /// The type and id as written, perhaps with a namespace.
    var namespace: String?
    var type: String
    var id: String
    /// Labels and annotations, where the document gives any.
    var metadata: [String: JSON]
    var spec: JSON

    /// What a PUT of it carries: the spec alone keeps the labels and annotations that are stored.
    var body: JSON { metadata.isEmpty ? spec : ["metadata": .object(metadata), "spec": spec] }

    /// Says for each fault of a PUT where it is in the file, in which the spec is never the whole.
    func locate(_ error: ClientError) -> ClientError {
        let base = metadata.isEmpty ? JSONPointer(tokens: ["spec"]) : .root
        return error.mappingFaults { pointer, detail in
            (JSONPointer(tokens: base.tokens + pointer.tokens).place(in: place), detail)
        }
    }

    /// Reads a file's text: JSON or YAML, one document or many, a list in `items` or an array.
    static func parse(_ content: [UInt8], from file: String) throws(ClientError) -> [IntentDocument] {
        let values = try values(content, file)
        var found: [(place: String, value: JSON)] = []
        for (index, value) in values.enumerated() {
            let place = values.count == 1 ? file : "\(file), document \(index + 1)"
            if let items = value.elements ?? value["items"]?.elements {
                found += items.enumerated().map { ("\(place), item \($0.offset + 1)", $0.element) }
            } else {
                found.append((place, value))
            }
        }
        var documents: [IntentDocument] = []
        var faults: [String] = []
        for (place, value) in found {
            do {
                documents.append(try IntentDocument(value, at: place))
            } catch {
                faults += error.all.map {
                    "\(place)\($0.pointer.tokens.isEmpty ? "" : ", at \($0.pointer)"): \($0.detail)"
                }
            }
        }
        guard faults.isEmpty else { throw .input(faults.joined(separator: "\n  ")) }
        guard !documents.isEmpty else { throw .input("\(file) has no resource in it") }
        return documents
    }

    /// The most values that a file may expand to.
    private static let maximumCount = 1_000_000

    /// The values of a file's documents, those of Kubernetes as resources.
    static func values(_ content: [UInt8], _ file: String) throws(ClientError) -> [JSON] {
        try texts(content, file).flatMap { KubernetesObject.resources(of: $0) }
    }

    private static func texts(_ content: [UInt8], _ file: String) throws(ClientError) -> [JSON] {
        guard let text = String(validating: content, as: UTF8.self) else { throw .input("\(file) isn't UTF-8") }
        let first = text.first { !$0.isWhitespace }
        guard first == "{" || first == "[" else { return try yaml(text, file) }
        do {
            return [try JSON(parsing: text)]
        } catch let fault {
            // YAML may begin with a brace too. What begins like JSON gets the words about JSON.
            let looksLikeJSON = text.drop { $0.isWhitespace }.dropFirst().first { !$0.isWhitespace } == "\""
            let hasDocuments = text.split(separator: "\n").contains { $0.hasPrefix("---") }
            guard looksLikeJSON, !hasDocuments else { return try yaml(text, file) }
            throw .input("\(file), line \(fault.line), column \(fault.column): \(fault.message)")
        }
    }

    /// The values of a text's documents.
    static func yaml(_ text: String, _ file: String) throws(ClientError) -> [JSON] {
        do throws(YAMLError) {
            return try YAMLStream.documents(text, values: maximumCount)
        } catch {
            throw .input("\(file)\(error.line.map { ", line \($0)" } ?? ""): \(error.detail)")
        }
    }

    /// Reads one resource, in the form that the daemon gives or in the short one.
    private init(_ value: JSON, at place: String) throws(Faults) {
        guard let members = value.members else {
            throw Faults([Fault(.root, "a resource is an object with type, id and spec, not \(value.kind)")])
        }
        var faults: [Fault] = []
        let isFull = members["metadata"] != nil
        let head = isFull ? members["metadata"]?.members ?? [:] : members
        let base = isFull ? JSONPointer(tokens: ["metadata"]) : .root
        func text(_ name: String) -> String {
            if let text = head[name]?.text, !text.isEmpty { return text }
            faults.append(Fault(base.appending(name), "a text is expected, such as \(Self.sample[name] ?? name)"))
            return ""
        }
        self.place = place
        type = text("type")
        id = text("id")
        namespace = head["namespace"]?.text
        metadata = head.filter { ["labels", "annotations"].contains($0.key) }
        spec = members["spec"] ?? [:]
        let known = isFull ? ["metadata", "spec"] : Self.short
        for name in members.keys.sorted() where !known.contains(name) {
            let detail = "it is unknown here; \(known.joined(separator: ", ")) are known, the rest goes into spec"
            faults.append(Fault(JSONPointer(tokens: [name]), detail))
        }
        if isFull {
            for name in head.keys.sorted() where !Self.metadataNames.contains(name) {
                faults.append(Fault(base.appending(name), "it is unknown here"))
            }
        }
        guard faults.isEmpty else { throw Faults(faults) }
    }

    private static let sample = ["type": "AddressSpec", "id": "eth0/192.0.2.10/24"]
    private static let short = ["namespace", "type", "id", "labels", "annotations", "spec"]
    /// What the daemon gives, so that its answers can be applied again.
    private static let metadataNames: Set<String> = [
        "namespace", "type", "id", "labels", "annotations", "version", "revision", "phase", "owner", "created",
        "updated", "finalizers",
    ]
}
