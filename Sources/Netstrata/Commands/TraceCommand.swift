import ArgumentParser
import NIOHTTP1
import Resources

/// Shows what led to a change and what followed from it.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Show what led to a change, and all that followed from it.",
        discussion: """
            EXAMPLES
              netstrata trace 61           from a person's change into the kernel
              netstrata trace 75           from a status back to the person
              netstrata trace 61 -o json

            'netstrata history' has the numbers. AFTER is the time from the change
            until what followed from it was written down.
            """)

    @Argument(help: ArgumentHelp("The number of a change.", valueName: "revision")) var revision: Int64

    @Option(name: .shortAndLong, help: "table, json or yaml.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if revision < 1 {
            throw ValidationError(
                "A change has a number from 1 on, not \(revision); 'netstrata history' has the numbers.")
        }
        if output == .name || output == .wide { throw ValidationError("A trace is shown as table, json or yaml.") }
    }

    func run() async throws {
        var request = APIRequest(.GET, "/v1/history/\(revision)")
        request.add(flag: "effects")
        try await connection.client.show(request, about: "change \(revision)", as: output) { trace in
            let oldest = trace["oldestRevision"]?.words
            let remark = oldest.map { "Of what was before revision \($0), a part isn't kept any more.\n" }
            return TraceTree(trace).table.rendered(for: .output) + (remark ?? "")
        }
    }
}
