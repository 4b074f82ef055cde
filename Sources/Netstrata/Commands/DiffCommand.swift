import ArgumentParser
import NIOHTTP1
import Resources

/// Shows what differs between two revisions.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what differs between two revisions, or between then and now.",
        discussion: """
            EXAMPLES
              netstrata diff 812                  from revision 812 to now
              netstrata diff 812 815
              netstrata diff 2h                   what changed in the last two hours
              netstrata diff 812 --of RouteSpec   routes alone
              netstrata diff 812 --of AddressSpec/eth0/192.0.2.10/24
              netstrata diff 812 --all            what followed from it, too
              netstrata diff 812 -o json          as JSON patches (RFC 6902)

            Without --all and --of only what people ask for is compared, and the
            machine configuration.
            """)

    @Argument(help: ArgumentHelp("A revision, or a time such as 2h or \"2026-11-20 14:00\".", valueName: "from"))
    var from: String

    @Argument(help: ArgumentHelp("The same; now otherwise.", valueName: "to")) var to: String?

    @Option(
        help: ArgumentHelp("Only this type, or this resource.", valueName: "resource"), completion: Completion.types)
    var of: String?

    @Flag(help: "What controllers wrote, too.") var all = false

    @Flag(help: "End with status 1 where there are differences.") var exitCode = false

    @Option(name: .shortAndLong, help: "table (a unified diff), json or yaml.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if output == .name || output == .wide { throw ValidationError("A difference is shown as table, json or yaml.") }
    }

    func run() async throws {
        let client = connection.client
        var request = APIRequest(.GET, "/v1/diff")
        request.add("from", PointInTime(from).text)
        request.add("to", to.map { PointInTime($0).text })
        if let of {
            let directory = try await client.types()
            let name = try ResourceName.parse([of], namespace: nil, in: directory)[0]
            if all, name.id.isEmpty {
                // A type's rows lie in two namespaces.
                request.add("type", name.type)
            } else {
                request.add(scope: name)
            }
        } else if !all {
            request.add("intent", "true")
        }
        switch output {
        case .yaml: request.addHeader("Accept", "application/yaml")
        case .table: request.addHeader("Accept", "text/plain")
        case .json, .wide, .name: break
        }
        let response = try await client.send(request, about: "diff")
        let differs: Bool
        switch output {
        case .json:
            let json = try response.json()
            Terminal.output.write(json.pretty + "\n")
            differs = json["items"]?.elements?.isEmpty == false
        case .yaml:
            Terminal.output.write(response.text)
            differs = !response.text.contains("\nitems: []\n")
        case .table, .wide, .name:
            let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            Terminal.output.write(UnifiedDiff.rendered(lines.dropLast(), for: .output))
            differs = !response.text.isEmpty
        }
        if exitCode, differs { throw ExitCode(1) }
    }
}
