public import Resources

/// What the check of a document has found so far.
public struct Findings {
    /// What makes the configuration invalid.
    public private(set) var faults: [Fault] = []
    /// What it should better not say.
    public private(set) var warnings: [Fault] = []

    /// Something is wrong at a member.
    public mutating func fault(_ detail: String, at tokens: String...) {
        faults.append(Fault(JSONPointer(tokens: tokens), detail))
    }

    /// Each of some texts must be readable as a value of a type; what is expected is said of those that aren't.
    mutating func require<Value: TextValue>(_: Value.Type, in texts: [String], at place: String...) {
        for (index, text) in texts.enumerated() where Value(text) == nil {
            faults.append(
                Fault(
                    JSONPointer(tokens: place + [String(index)]),
                    "\(Value.expectation) is expected, not \(JSON.string(text).article)"))
        }
    }

    /// Something is allowed, and hardly what was meant.
    public mutating func warn(_ detail: String, at tokens: String...) {
        warnings.append(Fault(JSONPointer(tokens: tokens), detail))
    }

    /// Takes over what was found in a part of the document.
    mutating func add(_ part: Findings, below tokens: String...) { add(part, below: tokens) }

    /// Takes over what was found in a part of the document.
    mutating func add(_ part: Findings, below tokens: [String]) {
        let outer = JSONPointer(tokens: tokens)
        faults += part.faults.map { $0.below(outer) }
        warnings += part.warnings.map { $0.below(outer) }
    }
}
