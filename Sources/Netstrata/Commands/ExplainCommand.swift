import ArgumentParser
import NIOHTTP1
import Resources

/// Shows where a spec comes from.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show which layers ask for something, and which decides.",
        discussion: """
            EXAMPLES
              netstrata explain AddressSpec/eth0/192.0.2.10/24
              netstrata explain LinkSpec eth0 -o wide    what each layer asks for
              netstrata explain ResolverSpec/resolvers -o json

            A layer is what one source says: default, cmdline (the kernel command
            line), platform, operator (such as DHCP), configuration (the machine
            configuration) and api (what people put directly); of two that say
            different things, the later one in this list decides. DOCUMENT is a
            document that asks for it and the line where it does; of a link of which
            several documents speak, MEMBERS are those that come from each. CAUSE is
            the revision of the change from which the row followed.
            """)

    @Argument(help: ArgumentHelp("TYPE/ID.", valueName: "resource"), completion: Completion.types)
    var words: [String]

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if output == .name { throw ValidationError("layers are shown as table, wide, json or yaml.") }
    }

    func run() async throws {
        let client = connection.client
        let directory = try await client.types()
        let name = try Self.subject(words, in: directory)
        let request = APIRequest(.GET, "/v1/explain/" + PercentEncoding.path(name.description))
        try await client.show(request, about: name.description, as: output) { answer in
            let explanation = Explanation(answer)
            let below = output == .wide ? explanation.specs : []
            return explanation.table().rendered(for: .output, below: below) + "\n" + explanation.outcome
        }
    }

    /// The one resource that is meant, of a type that has layers.
    static func subject(_ words: [String], in directory: TypeDirectory) throws(ClientError) -> ResourceName {
        let names = try ResourceName.parse(words, namespace: nil, in: directory)
        guard names.count == 1, let name = names.first else {
            throw .input("One resource is explained at a time: say TYPE/ID.")
        }
        let entry = try directory.find(name.type)
        guard entry.namespaces.contains(Namespace.config) else {
            let stem = entry.name.hasSuffix("Status") ? entry.name.dropLast("Status".count) : entry.name[...]
            let spec = directory.entries.first { $0.name == "\(stem)Spec" && $0.namespaces.contains(Namespace.config) }
            let hint = spec.map { "; what is asked for is \($0.name)\(name.id.isEmpty ? "" : "/\(name.id)")" } ?? ""
            throw .input(
                "\(entry.name) has no layers: 'netstrata get \(entry.name)' shows all that there is of it\(hint)")
        }
        guard !name.id.isEmpty else {
            throw .input("Which \(entry.name)? Say TYPE/ID; 'netstrata get \(entry.name)' lists them.")
        }
        return name
    }
}
