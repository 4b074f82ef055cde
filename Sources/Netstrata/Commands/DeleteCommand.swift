import ArgumentParser
import NIOHTTP1
import Resources

/// Takes intent back.
struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Take back what was asked for.",
        discussion: """
            EXAMPLES
              netstrata delete AddressSpec/eth0/192.0.2.10/24 -m "moved to eth1"
              netstrata delete AddressSpec eth0/192.0.2.10/24 eth0/192.0.2.11/24
              netstrata delete LinkSpec/br0 --dry-run   what would go with it
              netstrata delete LinkSpec/br0 --wait      until the kernel is rid of it

            Of several, all are deleted or none.
            """)

    @Argument(
        help: ArgumentHelp("TYPE/ID…, or a type and its ids.", valueName: "resource"), completion: Completion.types)
    var words: [String]

    @Option(name: .shortAndLong, help: "The namespace, where it isn't the one in which people write.")
    var namespace: String?

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let names = try ResourceName.parse(words, namespace: namespace, in: try await client.types())
        if let whole = names.first(where: \.id.isEmpty) {
            throw ClientError.input("Which \(whole.type)? Say TYPE/ID; 'netstrata get \(whole.type)' lists them.")
        }
        guard names.count == 1 else {
            try await client.transact(
                names.map { Operation(name: $0, place: "the command line", members: ["op": "delete"]) }, options)
            return
        }
        var request = APIRequest(.DELETE, names[0].path)
        options.apply(to: &request)
        let response = try await client.send(request, about: names[0].description)
        let answer = try response.json()
        let resource = answer["resource"] ?? answer
        let did = response.status == 202 ? "tearingDown" : "deleted"
        Terminal.output.write(
            WriteReport.line(
                names[0].description, did, revision: resource["metadata"]?["revision"]?.integer,
                isDryRun: options.dryRun))
        try await client.conclude(answer, options)
    }
}
