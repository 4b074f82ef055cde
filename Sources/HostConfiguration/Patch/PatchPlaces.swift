import Resources

/// Where in the documents of a patch something stands that is found in what comes of it.
struct PatchPlaces {
    /// How faults of the patch itself call a document.
    static func label(_ document: String) -> String { "the patch of \(document)" }

    private let patch: [String: YAMLNode]
    private let results: [String: JSON]

    /// - Parameters:
    ///   - patch: The documents that are merged in.
    ///   - result: All documents as they are then.
    init(_ patch: [ConfigurationText.Document], _ result: [ConfigurationText.Document]) {
        func byLabel<Value>(
            _ documents: [ConfigurationText.Document], _ value: (ConfigurationText.Document) -> Value
        ) -> [String: Value] {
            Dictionary(documents.map { (DocumentIdentity($0.node.json).label, value($0)) }) { first, _ in first }
        }
        self.patch = byLabel(patch, \.node)
        results = byLabel(result, \.node.json)
    }

    /// The fault with its place in the patch; as it is where the patch doesn't speak of it.
    func place(_ fault: ConfigurationFault) -> ConfigurationFault {
        guard let node = patch[fault.document], let result = results[fault.document],
            let place = Self.place(of: fault.pointer.tokens[...], in: node.json, from: result)
        else { return fault }
        let pointer = JSONPointer(tokens: place)
        return ConfigurationFault(Self.label(fault.document), line: node.line(of: pointer), pointer, fault.detail)
    }

    /// Lists come one after the other: the patch's items are the last ones.
    private static func place(of tokens: ArraySlice<String>, in patch: JSON, from result: JSON) -> [String]? {
        guard let first = tokens.first else { return [] }
        switch (patch, result) {
        case (.object(let members), .object(let merged)):
            // What is missing is missing in the patch if the whole object is the patch's.
            guard let member = members[first], let value = merged[first] else {
                return members == merged ? [first] : nil
            }
            return place(of: tokens.dropFirst(), in: member, from: value).map { [first] + $0 }
        case (.array(let elements), .array(let merged)):
            guard let index = Int(first), merged.indices.contains(index) else { return nil }
            let own = index - (merged.count - elements.count)
            guard elements.indices.contains(own) else { return nil }
            return place(of: tokens.dropFirst(), in: elements[own], from: merged[index]).map { [String(own)] + $0 }
        default: return nil
        }
    }
}
