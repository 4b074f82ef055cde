import ArgumentParser
import NIOHTTP1
import Resources

/// Changes a resource in an editor.
struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Change a resource in your editor.",
        discussion: """
            EXAMPLES
              netstrata edit LinkSpec/eth0 -m "jumbo frames"
              EDITOR="nano" netstrata edit LinkSpec/eth0 --dry-run

            VISUAL or EDITOR says which editor; vi otherwise. What is refused comes
            back into the editor, with the reasons as comments. A change that
            somebody else made meanwhile isn't overwritten: exit status 5.
            """)

    @Argument(help: ArgumentHelp("TYPE/ID.", valueName: "resource"), completion: Completion.types)
    var words: [String]

    @Option(name: .shortAndLong, help: "The namespace, where it isn't the one in which people write.")
    var namespace: String?

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let names = try ResourceName.parse(words, namespace: namespace, in: try await client.types())
        guard names.count == 1, let name = names.first, !name.id.isEmpty else {
            throw ClientError.input("One resource can be edited at a time: say TYPE/ID.")
        }
        var request = APIRequest(.GET, name.path)
        request.addHeader("Accept", "application/yaml")
        let response = try await client.send(request, about: name.description)
        let tag = response.headers.first(name: "ETag")
        try await Editor().change(
            response.text, under: EditHeader(subject: name.description), faults: { error, _ in Self.faults(error) }
        ) { (edited: String) throws(ClientError) in
            try await client.put(name, try Self.body(edited), options, ifMatch: tag)
        }
    }

    private static func body(_ text: String) throws(ClientError) -> JSON {
        let documents = try IntentDocument.yaml(text, "the edited text")
        guard documents.count == 1, let document = documents.first else {
            throw .input("one document is expected, not \(documents.count)")
        }
        return document
    }

    /// What to say of a refusal.
    static func faults(_ error: ClientError) -> [String] {
        guard case .problem(let problem, _) = error else { return [error.report(colours: false)] }
        return [problem.headline("")] + problem.details
    }
}
