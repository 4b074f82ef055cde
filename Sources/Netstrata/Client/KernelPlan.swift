import Resources

/// What a dry run says would happen in the kernel.
struct KernelPlan {
    let steps: [JSON]

    init(_ answer: JSON) { steps = answer["plan"]?.elements ?? [] }

    /// A line for each operation, in their order.
    func rendered(colours: Bool) -> String {
        guard !steps.isEmpty else { return "plan: the kernel stays as it is\n" }
        let count = steps.count == 1 ? "1 operation" : "\(steps.count) operations"
        return (["plan: \(count) in the kernel"] + steps.map { line($0, colours) }).map { $0 + "\n" }.joined()
    }

    private func line(_ step: JSON, _ colours: Bool) -> String {
        let operation = Self.operation(step)
        let width = steps.map { Self.operation($0).count }.max() ?? 0
        let padding = String(repeating: " ", count: width - operation.count + 2)
        var line = "  \(operation)\(padding)\((step["object"] ?? .null).words)"
        let change = (step["before"] ?? .null).difference(to: step["after"] ?? .null)
        if !change.isEmpty { line += "  \(change)" }
        if let note = step["note"]?.text, !note.isEmpty { line += "  (\(note))" }
        if step["disruptive"]?.bool == true { line += Style.red.applied(to: "  ! can cut traffic", if: colours) }
        return line
    }

    private static func operation(_ step: JSON) -> String { step["operation"]?.text ?? "change" }
}
