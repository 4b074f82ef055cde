import ArgumentParser
import NIOHTTP1
import Resources

/// Shows who set each member of a resource.
struct BlameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blame", abstract: "Show who set each member of a resource last, when and why.",
        discussion: """
            EXAMPLES
              netstrata blame AddressSpec/eth0/192.0.2.10/24
              netstrata blame LinkSpec eth0
              netstrata blame LinkSpec/configuration/eth0    in this layer alone
              netstrata blame LinkSpec/eth0 -o json

            Of a spec that several layers speak of, each member is shown as the
            highest of them says it. What followed from the machine configuration is
            put down to whoever changed that.
            """)

    @Argument(help: ArgumentHelp("TYPE/ID.", valueName: "resource"), completion: Completion.types)
    var words: [String]

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @Option(name: .shortAndLong, help: "network-config, network, config or management.") var namespace: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if output == .name { throw ValidationError("blame is shown as table, wide, json or yaml.") }
    }

    func run() async throws {
        let client = connection.client
        let names = try ResourceName.parse(words, namespace: namespace, in: try await client.types())
        guard names.count == 1, let name = names.first, !name.id.isEmpty else {
            throw ClientError.input("One resource is looked at at a time: say TYPE/ID.")
        }
        var request = APIRequest(.GET, name.path)
        request.add(flag: "blame")
        try await client.show(request, about: name.description, as: output) { answer in
            Self.table(answer["fields"]?.elements ?? [], isWide: output == .wide).rendered(for: .output)
        }
    }

    /// A value in one line.
    private static func words(_ value: JSON?) -> String {
        guard let value else { return "" }
        let lines = value.text?.split(separator: "\n").count ?? 1
        return lines > 1 ? "\(lines) lines" : value.words
    }

    private static func table(_ rows: [JSON], isWide: Bool, now: Moment = .now) -> TextTable {
        let titles = ["MEMBER", "VALUE", "REVISION", "WHEN", "ACTOR", "MESSAGE"]
        let further = ["LAYER", "TIME", "TRANSACTION", "THROUGH"]
        return TextTable(
            isWide ? titles + further : titles,
            rows.map { row in
                func text(_ name: String) -> String { row[name]?.text ?? "" }
                let member = JSONPointer(text("pointer"))?.tokens.joined(separator: ".") ?? ""
                let when = Moment(text("time"))?.relative(to: now) ?? ""
                // Of what was set before the history that is kept, only that is known.
                let before = row["beforeRevision"]?.words
                let cells = [
                    member, Self.words(row["value"]), before.map { "≤ \($0)" } ?? row["revision"]?.words ?? "", when,
                    before == nil ? text("actor") : "before what is kept", text("message"),
                ]
                guard isWide else { return cells }
                let through = row["through"]?["actor"]?.text ?? ""
                return cells + [text("layer"), text("time"), row["transaction"]?.words ?? "", through]
            })
    }
}
