import ArgumentParser
import NIOHTTP1
import Resources

/// Shows who changed what.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who changed what, when and why, newest first.",
        discussion: """
            EXAMPLES
              netstrata history                                     the last changes of anything
              netstrata history AddressSpec/eth0/192.0.2.10/24      of one resource
              netstrata history RouteSpec --since 2h --diff         what the changes were
              netstrata history --actor alice --limit 100
              netstrata history -w                                  go on, and show each change
              netstrata history -o json | jq '.items[].message'
            """)

    @Argument(
        help: ArgumentHelp("TYPE/ID, or a type; everything otherwise.", valueName: "resource"),
        completion: Completion.types)
    var words: [String] = []

    @Option(help: "How many changes at most.") var limit = 25

    @Option(help: ArgumentHelp("Only changes by this actor, such as alice.", valueName: "who")) var actor: String?

    @Option(help: ArgumentHelp("Only later changes: 90s, 30m, 2h, 7d or 2026-01-31T12:00:00Z.", valueName: "time"))
    var since: String?

    @Flag(help: "Show beneath each change what it changed.") var diff = false

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @Option(name: .shortAndLong, help: "network-config, network or management.") var namespace: String?

    @Flag(name: .shortAndLong, help: "Go on, and show each change.") var watch = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit takes a number from 1 to 10000.") }
        if let since, Timestamp(since, before: .now) == nil {
            throw ValidationError("--since takes a time such as 90s, 2h, 7d or 2026-01-31T12:00:00Z, not '\(since)'.")
        }
        if output == .name { throw ValidationError("history is shown as table, wide, json or yaml.") }
        if watch, output == .yaml { throw ValidationError("-w shows a table or JSON lines, not YAML.") }
    }

    func run() async throws {
        let client = connection.client
        var request = APIRequest(.GET, "/v1/history")
        if !words.isEmpty {
            let names = try ResourceName.parse(words, namespace: namespace, in: try await client.types())
            guard names.count == 1, let name = names.first else {
                throw ValidationError("The history of one resource or type is shown at a time.")
            }
            request.add("namespace", name.id.isEmpty ? namespace : name.namespace)
            request.add("type", name.type)
            request.add("id", name.id.isEmpty ? nil : name.id)
        } else {
            request.add("namespace", namespace)
        }
        request.add("actor", actor)
        request.add("since", since.flatMap { Timestamp($0, before: .now)?.description })
        if diff { request.add(flag: "prev") }
        try await show(request, client)
    }

    private func show(_ base: APIRequest, _ client: APIClient) async throws(ClientError) {
        var request = base
        request.add("limit", String(limit))
        if output == .yaml { request.addHeader("Accept", "application/yaml") }
        let response = try await client.send(request, about: "history")
        switch output {
        case .yaml: Terminal.output.write(response.text)
        case .json: Terminal.output.write(try response.json().pretty + "\n")
        case .table, .wide, .name:
            let items = try response.json()["items"]?.elements ?? []
            let rows = items.map { HistoryRow($0) }
            Terminal.output.write(HistoryRow.table(rows, diff: diff, isWide: output == .wide))
        }
    }
}
