import Resources

/// What a dry run says would happen in the kernel.
struct KernelPlan {
    let steps: [JSON]

    init(_ answer: JSON) { steps = answer["plan"]?.elements ?? [] }

    /// A line for each operation, in their order.
    func rendered(colours: Bool) -> String {
        guard !steps.isEmpty else { return "plan: the kernel stays as it is\n" }
        let count = steps.count == 1 ? "1 operation" : "\(steps.count) operations"
        return (["plan: \(count) in the kernel"] + steps.map { Self.line($0, colours) }).map { $0 + "\n" }.joined()
    }

    private static func line(_ step: JSON, _ colours: Bool) -> String {
        let operation = step["operation"]?.text ?? "change"
        let padding = String(repeating: " ", count: max(1, 8 - operation.count))
        var line = "  \(operation)\(padding)\((step["object"] ?? .null).words)"
        let change = (step["before"] ?? .null).difference(to: step["after"] ?? .null)
        if !change.isEmpty { line += "  \(change)" }
        if let note = step["note"]?.text, !note.isEmpty { line += "  (\(note))" }
        if step["disruptive"]?.bool == true { line += Style.red.applied(to: "  ! can cut traffic", if: colours) }
        return line
    }
}
