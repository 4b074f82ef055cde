import ArgumentParser
import NIOHTTP1
import Resources

/// Asks for what a file says.
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Ask for what a file says, all of it or nothing.",
        discussion: """
            EXAMPLES
              netstrata apply -f network.yaml -m "second uplink"
              netstrata apply -f network.yaml --dry-run   what would happen
              netstrata apply -f network.yaml --wait      until the kernel is so
              netstrata get AddressSpec -o json | netstrata apply -f -

              # network.yaml: what the id says needn't be said again
              type: AddressSpec
              id: eth0/192.0.2.10/24
              ---
              type: RouteSpec
              id: inet4/192.0.2.1/198.51.100.0/24/1024
              spec:
                outLinkName: eth0

            JSON works as well, also a list in "items", and so does what
            'netstrata get' printed with -o json or -o yaml.
            """)

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "The file, in YAML or JSON; - is standard input. May be given several times.", valueName: "file"),
        completion: .file())
    var files: [String]

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("-f FILE says what to apply.") }
    }

    func run() async throws {
        var documents: [IntentDocument] = []
        for file in files {
            let name = file == "-" ? "standard input" : file
            documents += try IntentDocument.parse(try await SystemFile.read(file), from: name)
        }
        let client = connection.client
        let directory = try await client.types()
        var operations: [Operation] = []
        for document in documents {
            var members = document.metadata.isEmpty ? [:] : ["metadata": JSON.object(document.metadata)]
            members["op"] = "put"
            members["spec"] = document.spec
            operations.append(
                Operation(name: try document.name(in: directory), place: document.place, members: members))
        }
        if operations.count == 1 {
            do {
                try await client.put(operations[0].name, documents[0].body, options)
            } catch {
                throw documents[0].locate(error)
            }
        } else {
            try await client.transact(operations, options)
        }
    }
}

extension IntentDocument {
    /// Which resource it is, with the type's own name and namespace where the document leaves them open.
    func name(in directory: TypeDirectory) throws(ClientError) -> ResourceName {
        do {
            let entry = try directory.find(type)
            return ResourceName(namespace: namespace ?? entry.namespaces[0], type: entry.name, id: id)
        } catch {
            guard case .unknownType(_, let candidates) = error else { throw error }
            let hint = candidates.isEmpty ? "" : "; did you mean \(candidates.joined(separator: " or "))?"
            throw .input("\(place): no resource type is called '\(type)'\(hint)")
        }
    }
}
