import Resources

/// Reads the members of a document, and checks the rest of it where some of them are wrong.
enum DocumentDecoding {
    /// What was found in a document.
    struct Result<Document> {
        /// The document; `nil` when a member is wrong.
        var document: Document?
        var faults: [Fault]
        var warnings: [Fault]
    }

    /// Reads and checks: what one member makes wrong hides nothing that is wrong elsewhere.
    static func read<Document>(
        _ json: JSON, _ decode: (JSON, inout [Fault]) -> Document?, _ check: (Document, inout Findings) -> Void
    ) -> Result<Document> {
        var faults: [Fault] = []
        var findings = Findings()
        if let document = decode(json, &faults) {
            check(document, &findings)
            return Result(document: document, faults: findings.faults, warnings: findings.warnings)
        }
        let wrong = faults.map(\.pointer)
        let rest = wrong.reduce(json) { $0.without($1.tokens[...]) }
        var ignored: [Fault] = []
        if let document = decode(rest, &ignored) { check(document, &findings) }
        // What is said of a place in which something was left out may be so for that alone.
        func isElsewhere(_ fault: Fault) -> Bool {
            !wrong.contains {
                $0.tokens.starts(with: fault.pointer.tokens) || fault.pointer.tokens.starts(with: $0.tokens)
            }
        }
        return Result(
            document: nil, faults: faults + findings.faults.filter(isElsewhere),
            warnings: findings.warnings.filter(isElsewhere))
    }
}

extension JSON {
    /// Without the member at a place; of a list in which the place is an item, nothing is left.
    fileprivate func without(_ tokens: ArraySlice<String>) -> JSON {
        guard let first = tokens.first else { return [:] }
        switch self {
        case .object(var members):
            guard let member = members[first] else { return self }
            let isWhole = tokens.count == 1 || (tokens.count == 2 && member.elements != nil)
            members[first] = isWhole ? nil : member.without(tokens.dropFirst())
            return .object(members)
        case .array(var elements):
            guard let index = Int(first), elements.indices.contains(index) else { return self }
            elements[index] = elements[index].without(tokens.dropFirst())
            return .array(elements)
        default: return self
        }
    }
}
