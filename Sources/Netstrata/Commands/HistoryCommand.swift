import ArgumentParser
import NIOHTTP1
import Resources

/// Shows who changed what.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who changed what, when and why.",
        discussion: """
            EXAMPLES
              netstrata history                               the last changes
              netstrata history AddressSpec/eth0/192.0.2.10/24   of one resource
              netstrata history RouteSpec --since 2h --diff   what they changed
              netstrata history --actor alice --limit 100
              netstrata history -w                            show each new change
              netstrata history -o json | jq '.items[].message'
            """)

    @Argument(
        help: ArgumentHelp("TYPE/ID, or a type; everything otherwise.", valueName: "resource"),
        completion: Completion.types)
    var words: [String] = []

    @Option(help: "How many changes at most.") var limit = 25

    @Option(
        help: ArgumentHelp(
            "Only changes by this user or login user, such as alice, or this actor, such as token:ci.", valueName: "who"
        ))
    var actor: String?

    @Option(help: ArgumentHelp("Only later changes: 90s, 30m, 2h, 7d or 2026-01-31T12:00:00Z.", valueName: "time"))
    var since: String?

    @Flag(help: "Show beneath each change what it changed.") var diff = false

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @Option(name: .shortAndLong, help: "network-config, network, config or management.") var namespace: String?

    @Flag(name: .shortAndLong, help: "Go on, and show each change.") var watch = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit takes a number from 1 to 10000.") }
        if let since, Moment(since, before: .now) == nil {
            throw ValidationError("--since takes a time such as 90s, 2h, 7d or 2026-01-31T12:00:00Z, not '\(since)'.")
        }
        if output == .name { throw ValidationError("history is shown as table, wide, json or yaml.") }
        if watch, output == .yaml { throw ValidationError("-w shows a table or JSON lines, not YAML.") }
    }

    func run() async throws {
        let client = connection.client
        var request = APIRequest(.GET, "/v1/history")
        var subject: ResourceName?
        if !words.isEmpty {
            let names = try ResourceName.parse(words, namespace: namespace, in: try await client.types())
            guard names.count == 1 else {
                throw ClientError.input("The history of one resource or type is shown at a time.")
            }
            subject = names[0]
        }
        request.add("namespace", subject.flatMap { $0.id.isEmpty ? nil : $0.namespace } ?? namespace)
        request.add("type", subject?.type)
        request.add("id", subject.flatMap { $0.id.isEmpty ? nil : $0.id })
        request.add("actor", actor)
        request.add("since", since.flatMap { Moment($0, before: .now)?.description })
        request.add("limit", String(limit))
        if diff { request.add(flag: "prev") }
        if watch {
            try await follow(request, try await lists(of: subject, client), client)
        } else {
            try await show(request, subject, client)
        }
    }

    /// The lists in which a change of the subject shows, or any change.
    private func lists(of subject: ResourceName?, _ client: APIClient) async throws(ClientError) -> [ResourceName] {
        let entries = try await client.types().entries.filter { subject == nil || $0.name == subject?.type }
        return entries.flatMap { entry in
            let wanted = subject.flatMap { $0.id.isEmpty ? nil : $0.namespace } ?? namespace
            return entry.namespaces.filter { wanted == nil || $0 == wanted }
                .map { ResourceName(namespace: $0, type: entry.name, id: "") }
        }
    }

    /// What people ask for by its bare id is of the layer `api`; another one may have it.
    private static func hint(_ subject: ResourceName?) -> String {
        guard let subject, !subject.id.isEmpty, subject.namespace == Namespace.config else { return "" }
        return " of \(subject); 'netstrata explain \(subject)' shows which layers speak of it"
    }

    private func show(
        _ base: APIRequest, _ subject: ResourceName?, _ client: APIClient
    ) async throws(ClientError) {
        var request = base
        if output == .yaml { request.addHeader("Accept", "application/yaml") }
        let response = try await client.send(request, about: "history")
        switch output {
        case .yaml: Terminal.output.write(response.text)
        case .json: Terminal.output.write(try response.json().pretty + "\n")
        case .table, .wide, .name:
            let rows = (try response.json()["items"]?.elements ?? []).map { HistoryRow($0) }
            guard !rows.isEmpty else {
                Terminal.error.write("no such changes\(Self.hint(subject))\n")
                return
            }
            let table = HistoryRow.table(rows, isWide: output == .wide)
            Terminal.output.write(table.rendered(for: .output, below: diff ? rows.map(\.difference) : []))
        }
    }
}
