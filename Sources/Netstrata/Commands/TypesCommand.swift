import ArgumentParser
import Resources

/// Shows the resource types.
struct TypesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "types", abstract: "Show the resource types, or one of them.",
        discussion: """
            EXAMPLES
              netstrata types               all, with their short names
              netstrata types AddressSpec   one, with an example
              netstrata types -o name       names only
            """)

    @Argument(help: "The type.", completion: Completion.types) var type: String?

    @Option(name: .shortAndLong, help: "table, wide, json or name.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if output == .yaml { throw ValidationError("types are shown as table, wide, json or name.") }
    }

    func run() async throws {
        let directory = try await connection.client.types()
        let entries = try type.map { [try directory.find($0)] } ?? directory.entries
        switch output {
        case .name: Terminal.output.write(entries.map { $0.name + "\n" }.joined())
        case .json where type != nil: Terminal.output.write(entries[0].json.pretty + "\n")
        case .json:
            let list: JSON = ["items": .array(entries.map(\.json))]
            Terminal.output.write(list.pretty + "\n")
        case .table, .wide, .yaml:
            Terminal.output.write(
                type == nil ? Self.table(entries).rendered(for: .output) : Self.description(entries[0]))
        }
    }

    static func table(_ entries: [TypeDirectory.Entry]) -> TextTable {
        TextTable(
            ["NAME", "ALIASES", "NAMESPACES", "SUMMARY"],
            entries.map {
                [$0.name, $0.aliases.joined(separator: ","), $0.namespaces.joined(separator: ","), $0.summary]
            })
    }

    /// What one type is, with an example that `apply -f` takes.
    static func description(_ entry: TypeDirectory.Entry) -> String {
        let lines = [
            "\(entry.name): \(entry.summary)", "",
            "also called  \(([entry.plural] + entry.aliases).joined(separator: ", "))",
            "namespaces   \(entry.namespaces.joined(separator: ", "))", "id           \(entry.idForm)",
        ]
        let id = entry.example["id"]?.text ?? ""
        let example: JSON = ["type": .string(entry.name), "id": .string(id), "spec": entry.example["spec"] ?? [:]]
        let heading =
            entry.namespaces.contains(Namespace.network) && entry.namespaces.count == 1
            ? "an example of what one is" : "an example for netstrata apply -f"
        return (lines + ["", "\(heading):", example.pretty]).map { $0 + "\n" }.joined()
    }
}
