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
              netstrata apply -f network.yaml --confirm 90s   put back unless confirmed
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

            A file whose documents have a kind, or version: v1alpha1, is a machine
            configuration: it replaces the whole one, or is merged into it with
            --merge ($patch: delete takes a document or an item out). The network's
            part of a Talos configuration is one.

              # host.yaml
              apiVersion: v1alpha1
              kind: LinkConfig
              name: eth0
              addresses:
                - address: 192.0.2.10/24

              netstrata apply -f host.yaml --dry-run   changes of layers and kernel
              netstrata apply -f mtu.yaml --merge -m "jumbo frames"
            """)

    @Option(
        name: [.customShort("f"), .customLong("file")],
        help: ArgumentHelp(
            "The file, in YAML or JSON; - is standard input. May be given several times.", valueName: "file"),
        completion: .file())
    var files: [String]

    @Flag(help: "Merge the file into the machine configuration, instead of replacing all of it.") var merge = false

    @OptionGroup var unsupported: UnsupportedOptions

    @OptionGroup var options: WriteOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if files.isEmpty { throw ValidationError("-f FILE says what to apply.") }
    }

    func run() async throws {
        var inputs: [InputFile] = []
        for file in files { inputs.append(try await InputFile.read(file)) }
        let client = connection.client
        switch try Intent(inputs) {
        case .resources(let documents):
            guard !merge, !unsupported.areAllowed else {
                throw ClientError.input(
                    "--merge and --allow-unsupported are for a machine configuration; these are resources")
            }
            try await apply(documents, client)
        case .patch(let input) where !merge:
            throw ClientError.input("\(input.names) is a patch: it changes the configuration with --merge")
        case .configuration(let input), .patch(let input):
            let write = ConfigurationWrite(
                input: input, isPatch: merge, allowsUnsupported: unsupported.areAllowed)
            do {
                try await client.configure(write, options)
            } catch {
                throw error.mappingConfigurationFaults(write.words)
            }
        }
    }

    private func apply(_ documents: [IntentDocument], _ client: APIClient) async throws(ClientError) {
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
