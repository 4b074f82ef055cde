import ArgumentParser
import Resources

/// How is shown what was put back.
struct RestorationOutput: ParsableArguments {
    @Option(name: .shortAndLong, help: "table (lines, and a unified diff in a dry run) or json.")
    var output = OutputFormat.table

    func validate() throws {
        guard output == .table || output == .json else {
            throw ValidationError("What is put back is shown as table or json.")
        }
    }
}

/// What a rollback or a revert did, or would do.
struct Restoration {
    let answer: JSON
    let isDryRun: Bool

    /// A line for each resource, and in a dry run what becomes another in each, and in layers.
    func rendered(for terminal: Terminal) -> String {
        let results = answer["results"]?.elements ?? []
        guard !results.isEmpty else { return "all is as it was then\n" }
        // Whoever meant 10 sees it by that.
        let title =
            answer["restored"] == 0 ? "revision 0 is the empty beginning: all that people ask for here goes\n" : ""
        let lines = results.map { result in
            WriteReport.line(
                ResourceName.short(result["resource"]?.text ?? ""), result["status"]?.text ?? "done",
                revision: result["revision"]?.integer, isDryRun: isDryRun)
        }
        guard isDryRun else { return title + lines.joined() }
        let differences = (answer["changes"]?.elements ?? []).compactMap { $0["diff"]?.text }.joined()
        let text = differences.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        let layers = answer["layers"] == nil ? "" : LayerChanges(answer, in: "layers").rendered()
        return title + lines.joined() + UnifiedDiff.rendered(text, for: terminal) + layers
    }
}

extension APIClient {
    /// Asks for what was, and says what becomes another.
    ///
    /// - Throws: What keeps it from being done; `notApplied`, and `putBack` when it wasn't confirmed.
    func restore(
        _ base: APIRequest, _ output: RestorationOutput, _ options: WriteOptions
    ) async throws(ClientError) {
        var request = base
        options.apply(to: &request)
        let answer = try await send(request, about: "nothing was changed").json()
        guard output.output == .table else {
            Terminal.output.write(answer.pretty + "\n")
            return try WriteReport.checkApplied(answer)
        }
        Terminal.output.write(Restoration(answer: answer, isDryRun: options.dryRun).rendered(for: .output))
        try await conclude(answer, options)
    }
}
