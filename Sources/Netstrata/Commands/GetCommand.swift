import ArgumentParser
import NIOHTTP1
import Resources

/// Shows resources.
struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Show what was asked for, and what there is.",
        discussion: """
            EXAMPLES
              netstrata get addresses                       all that the kernel has
              netstrata get AddressSpec                     what was asked for
              netstrata get AddressSpec/eth0/192.0.2.10/24  one of them
              netstrata get routes -o json | jq '.items[].spec'
              netstrata get links -w                        show each change
              netstrata get links --tree                    what lies on what
              netstrata get RouteSpec --revision 812        as it was then
              netstrata get links --revision before-upgrade a tag will do as well
              netstrata get RouteSpec --at "2026-11-20 14:00"
              netstrata get RouteSpec -l 'site=berlin,!test'
              netstrata get firewall                        the rules in their order

            Spec types are shown as people wrote them, from network-config;
            -n network shows what controllers merged from that.
            """)

    @Argument(
        help: ArgumentHelp("A type and perhaps ids, or TYPE/ID.", valueName: "type"), completion: Completion.types)
    var words: [String]

    @Option(name: .shortAndLong, help: "table, wide, json, yaml or name.") var output = OutputFormat.table

    @Option(name: .shortAndLong, help: "network-config, network or management.") var namespace: String?

    @Option(name: [.customShort("l"), .long], help: "Labels that resources must have: a=b, a!=b, a, !a, a in (b,c).")
    var selector: String?

    @Option(
        help: ArgumentHelp(
            "As it was at this revision, tag, ETag or time such as 2h; with -w, the changes after it.",
            valueName: "revision"))
    var revision: String?

    @Option(
        help: ArgumentHelp(
            "As it was at this time: 2h, 7d, \"2026-11-20 14:00\" of this host's clock, or RFC 3339.", valueName: "time"
        ))
    var at: String?

    @Flag(name: .shortAndLong, help: "Go on, and show each change.") var watch = false

    @Flag(help: "Links, each below what it lies on, with their addresses.") var tree = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if tree, watch || output != .table || selector != nil {
            throw ValidationError("--tree shows all links as a table; leave -w, -o and -l out.")
        }
        if isFirewall, watch || tree || selector != nil || revision != nil || at != nil || output == .name {
            throw ValidationError("The firewall is shown as it is now, as table, wide, json or yaml.")
        }
        if at != nil, revision != nil || watch {
            throw ValidationError("--at stands alone: leave --revision and -w out.")
        }
        if let at, Moment(at, before: .now) == nil {
            throw ValidationError("--at takes a time such as 2h or \"2026-11-20 14:00\", not '\(at)'.")
        }
        if watch, output == .yaml { throw ValidationError("-w shows a table, names or JSON lines, not YAML.") }
    }

    /// Whether the rules of all chains are meant, in their order.
    private var isFirewall: Bool { words == ["firewall"] }

    func run() async throws {
        let client = connection.client
        if isFirewall {
            try await client.show(APIRequest(.GET, "/v1/firewall"), about: "firewall", as: output) { answer in
                FirewallListing(answer, isWide: output == .wide).text(for: .output)
            }
            return
        }
        let directory = try await client.types()
        let names = try ResourceName.parse(words, namespace: namespace, in: directory)
        if watch {
            try await self.watch(names, client, directory)
            return
        }
        if tree {
            try await showTree(names, client)
            return
        }
        switch output {
        case .table, .wide: try await showTables(names, client)
        case .json: try await showJSON(names, client)
        case .yaml: try await showYAML(names, client)
        case .name:
            for document in try await documents(names, client) {
                Terminal.output.write("\(ResourceName.described(document))\n")
            }
        }
    }

    /// The request for one name, with the options that choose.
    func request(for name: ResourceName) -> APIRequest {
        var request = APIRequest(.GET, name.path)
        if name.id.isEmpty { request.add("labelSelector", selector) }
        request.add("revision", (at ?? revision).map { PointInTime($0).text })
        return request
    }

    private func pages(_ name: ResourceName, _ client: APIClient, _ request: APIRequest) async throws(ClientError)
        -> [APIResponse]
    {
        var pages = [try await client.send(request, about: name.description)]
        while let target = pages.last?.nextPage {
            var next = APIRequest(.GET, target)
            next.headers = request.headers
            pages.append(try await client.send(next, about: name.description))
        }
        return pages
    }

    private func showTables(_ names: [ResourceName], _ client: APIClient) async throws(ClientError) {
        var tables: [TextTable] = []
        for name in names {
            var request = request(for: name)
            request.add("output", output.rawValue)
            for page in try await pages(name, client, request) {
                let table = TextTable(parsing: page.text)
                if let last = tables.indices.last, tables[last].titles == table.titles {
                    tables[last].rows += table.rows
                } else {
                    tables.append(table)
                }
            }
        }
        if tables.allSatisfy(\.rows.isEmpty), let name = names.first {
            Terminal.error.write("no \(name.type) in \(name.namespace)\n")
        } else {
            Terminal.output.write(tables.map { $0.rendered(for: .output) }.joined(separator: "\n"))
        }
    }

    private func showTree(_ names: [ResourceName], _ client: APIClient) async throws(ClientError) {
        guard names.count == 1, let links = names.first, links.type == LinkStatus.typeName, links.id.isEmpty else {
            throw .input("--tree shows links: netstrata get links --tree")
        }
        let addresses = ResourceName(namespace: links.namespace, type: AddressStatus.typeName, id: "")
        let tree = LinkTree(
            links: try await documents([links], client), addresses: try await documents([addresses], client))
        Terminal.output.write(tree.table.rendered(for: .output))
    }

    private func documents(_ names: [ResourceName], _ client: APIClient) async throws(ClientError) -> [JSON] {
        var documents: [JSON] = []
        for name in names {
            for page in try await pages(name, client, request(for: name)) {
                let json = try page.json()
                documents += name.id.isEmpty ? json["items"]?.elements ?? [] : [json]
            }
        }
        return documents
    }

    private func showJSON(_ names: [ResourceName], _ client: APIClient) async throws(ClientError) {
        guard names.count == 1, let name = names.first else {
            let list: JSON = ["items": .array(try await documents(names, client))]
            Terminal.output.write(list.pretty + "\n")
            return
        }
        let pages = try await pages(name, client, request(for: name))
        var whole = try pages[0].json()
        if var items = whole["items"]?.elements {
            for page in pages.dropFirst() { items += try page.json()["items"]?.elements ?? [] }
            whole["items"] = .array(items)
            whole["metadata"]?["nextPageToken"] = nil
        }
        Terminal.output.write(whole.pretty + "\n")
    }

    private func showYAML(_ names: [ResourceName], _ client: APIClient) async throws(ClientError) {
        var texts: [String] = []
        for name in names {
            var request = request(for: name)
            request.addHeader("Accept", "application/yaml")
            texts += try await pages(name, client, request).map(\.text)
        }
        Terminal.output.write(texts.joined(separator: "---\n"))
    }
}

extension ResourceName {
    /// The type and id of a resource's document.
    static func described(_ document: JSON) -> String {
        let metadata = document["metadata"]
        return "\(metadata?["type"]?.text ?? "")/\(metadata?["id"]?.text ?? "")"
    }
}
