import Resources

/// What a dry run says would happen in the kernel.
struct KernelPlan {
    let steps: [JSON]

    /// What stands instead of an operation where something is in the way: the state that the spec would have.
    private static let obstacles = Set(
        [ApplyStatus.State.waiting, .refused, .foreignConflict, .notSupported, .shadowed, .drifted].map(\.rawValue))

    init(_ answer: JSON) { steps = answer["plan"]?.elements ?? [] }

    /// A line for each operation, in their order.
    func rendered(colours: Bool) -> String {
        let number = steps.count { !Self.obstacles.contains(Self.operation($0)) }
        let count = number == 1 ? "1 operation" : "\(number) operations"
        let title = number == 0 ? "plan: the kernel stays as it is" : "plan: \(count) in the kernel"
        return ([title] + steps.map { line($0, colours) }).map { $0 + "\n" }.joined()
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
