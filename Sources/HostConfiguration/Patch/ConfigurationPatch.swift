import Resources

/// A change of a machine configuration: documents that are merged in, or a JSON patch (RFC 6902).
public struct ConfigurationPatch: Sendable {
    enum Change: Sendable {
        case documents([ConfigurationText.Document])
        case json(JSONPatch)
    }

    let change: Change

    /// Whether it is a list of operations (RFC 6902).
    public var isOperations: Bool { if case .json = change { true } else { false } }

    /// Reads a patch: a text whose first document is a list is a JSON patch.
    public init(text: String) throws(ConfigurationFaults) {
        let documents = try ConfigurationText(text).documents
        if documents.count == 1, let document = documents.first, document.node.json.elements != nil {
            do {
                change = .json(try JSONPatch(document.node.json))
            } catch {
                throw ConfigurationFaults([Self.fault(error, line: document.node.line, document.node)])
            }
            return
        }
        var faults: [ConfigurationFault] = []
        for (index, document) in documents.enumerated() where document.node.json.members == nil {
            let detail = "a patch is made of documents, or is one list of operations (RFC 6902)"
            faults.append(ConfigurationFault("patch \(index + 1)", line: document.node.line, .root, detail))
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        change = .documents(documents)
    }

    /// Says in our words why a JSON patch can't be used.
    static func fault(_ failure: JSONPatch.Failure, line: Int?, _ node: YAMLNode? = nil) -> ConfigurationFault {
        switch failure {
        case .malformed(let fault):
            let place = node?.line(of: fault.pointer) ?? line
            return ConfigurationFault("the patch", line: place, fault.pointer, fault.detail)
        case .inapplicable(let operation, let detail):
            return ConfigurationFault("the patch", line: line, JSONPointer(tokens: [String(operation)]), detail)
        case .testFailed(let operation, let path):
            let detail = "what is at '\(path)' isn't what is expected there"
            return ConfigurationFault("the patch", line: line, JSONPointer(tokens: [String(operation)]), detail)
        case .testForbidden(let operation, let path):
            let detail = "what is at '\(path)' is a secret or holds one, and can't be tested"
            return ConfigurationFault("the patch", line: line, JSONPointer(tokens: [String(operation)]), detail)
        }
    }
}
