import ArgumentParser
import NIOHTTP1
import Resources
import Store

/// Shows who changed what.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show who changed what, when and why.",
        discussion: """
            EXAMPLES
              netstrata history                               the last changes
              netstrata history AddressSpec/eth0/192.0.2.10/24   of one resource
              netstrata history 'AddressSpec/*eth0/*'         of all that are so
              netstrata history RouteSpec --since 2h --diff   what they changed
              netstrata history --intent --since 7d           what people asked for
              netstrata history --cause 812                   what followed from it
              netstrata history --after before-upgrade --through 812
              netstrata history --transaction 41              what was changed together
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

    @Option(
        help: ArgumentHelp(
            "Only earlier changes: the same, or \"2026-01-31 12:00\" of this host's clock.", valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp(stringLiteral: "Only changes through this: \(origins)."))
    var origin: String?

    @Option(help: "Only these: created, updated, tornDown or destroyed.") var operation: String?

    @Option(
        help: ArgumentHelp(
            "Only what followed from this change's transaction, directly or through other changes.",
            valueName: "revision"))
    var cause: Int64?

    @Option(help: ArgumentHelp("Only the changes of this transaction.", valueName: "number")) var transaction: Int64?

    @Option(help: ArgumentHelp("Only changes after this one: a revision, a tag or a time.", valueName: "revision"))
    var after: String?

    @Option(help: ArgumentHelp("Only changes up to and with this one: the same.", valueName: "revision"))
    var through: String?

    @Flag(help: "Only what people ask for, and the machine configuration.") var intent = false

    @Flag(help: "Show beneath each change what it changed.") var diff = false

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @Option(name: .shortAndLong, help: "network-config, network, config or management.") var namespace: String?

    @Flag(name: .shortAndLong, help: "Go on, and show each change.") var watch = false

    @OptionGroup var connection: ConnectionOptions

    private static let origins: String = {
        let all = ChangeContext.Origin.allCases.map(\.rawValue)
        return all.dropLast().joined(separator: ", ") + all.suffix(1).map { " or \($0)" }.joined()
    }()

    func validate() throws {
        if !(1...10_000).contains(limit) { throw ValidationError("--limit takes a number from 1 to 10000.") }
        for (name, time) in [("since", since), ("until", until)] {
            guard let time, Moment(time, before: .now) == nil else { continue }
            throw ValidationError("--\(name) takes a time such as 90s, 2h, 7d or 2026-01-31T12:00:00Z, not '\(time)'.")
        }
        if let cause, cause < 1 {
            throw ValidationError("--cause takes the number of a change, from 1 on, which 'netstrata history' has.")
        }
        if watch, cause != nil { throw ValidationError("-w shows what comes: leave --cause out.") }
        if watch, until != nil { throw ValidationError("-w shows what comes: leave --until out.") }
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
        request.add("until", until.flatMap { Moment($0, before: .now)?.description })
        request.add("origin", origin)
        request.add("operation", operation)
        request.add("cause", cause.map(String.init))
        request.add("transaction", transaction.map(String.init))
        request.add("after", after.map { PointInTime($0).text })
        request.add("through", through.map { PointInTime($0).text })
        request.add("intent", intent ? "true" : nil)
        request.add("limit", String(limit))
        if diff { request.add(flag: "prev") }
        if watch {
            try await follow(request, client)
        } else {
            try await show(request, subject, client)
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
            let page = try response.json()
            let rows = (page["items"]?.elements ?? []).map { HistoryRow($0) }
            defer {
                if page["metadata"]?["nextPageToken"] == nil, let oldest = page["metadata"]?["oldestRevision"]?.words {
                    Terminal.error.write("Of what was before revision \(oldest), a part isn't kept any more.\n")
                }
            }
            if page["metadata"]?["isCut"] == true {
                Terminal.error.write(
                    "More followed from revision \(cause ?? 0) than is shown: at most 1000 changes are followed.\n")
            }
            guard !rows.isEmpty else {
                Terminal.error.write("no such changes\(Self.hint(subject))\n")
                return
            }
            let table = HistoryRow.table(rows, isWide: output == .wide)
            Terminal.output.write(table.rendered(for: .output, below: diff ? rows.map(\.difference) : []))
            if page["metadata"]?["nextPageToken"] != nil, let last = page["items"]?.elements?.last?["revision"]?.integer
            {
                Terminal.error.write("There are older ones: --limit \(limit * 4), or --through \(last - 1).\n")
            }
        }
    }
}
