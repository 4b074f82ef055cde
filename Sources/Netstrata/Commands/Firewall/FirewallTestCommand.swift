import ArgumentParser
import NIOHTTP1
import Resources

/// Says whether a packet would come through, and which rule decides.
struct FirewallTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Say whether a packet would come through, and by which rule.",
        discussion: """
            EXAMPLES
              netstrata firewall test tcp from 192.0.2.7 to port 6443 on eth0
              netstrata firewall test udp from 192.0.2.7 port 68 to 192.0.2.1 port 67
              netstrata firewall test icmp from 192.0.2.7 on eth0 type echo-request
              netstrata firewall test tcp from 10.0.0.5 to 10.1.0.5 port 80 on a out b
              netstrata firewall test tcp to 192.0.2.7 port 443 out eth0
              netstrata firewall test tcp from 192.0.2.7 on eth0 port 22 state new

            The answer follows from the resources alone; no packet is sent. A packet
            with 'on' and 'out' passes through this host, one with 'out' alone is
            sent by it, every other is for it. What the answer takes for granted is
            said below it.

            The exit status is 0 for a packet that is accepted, and 8 for one that is
            dropped or rejected:
              netstrata firewall test tcp from 192.0.2.7 to port 22 on eth0 || page
            """)

    @Argument(
        help: ArgumentHelp(
            "A protocol, and then from, to, port, on, out, state, type, mark or mac, each with its value.",
            valueName: "packet"))
    var words: [String]

    @Option(name: .shortAndLong, help: "table, json or yaml.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if output == .name { throw ValidationError("The answer is shown as table, json or yaml.") }
        do throws(PacketWords.Fault) {
            _ = try PacketWords(words)
        } catch {
            throw ValidationError(error.words)
        }
    }

    func run() async throws {
        var request = APIRequest(.GET, "/v1/firewall/test")
        request.query = try PacketWords(words).query
        let answer = try await connection.client.show(request, about: "firewall", as: output, Self.text)
        guard try Self.accepts(answer, output) else { throw ExitCode(ProgramStatus.packetStopped.rawValue) }
    }

    private static func accepts(_ answer: APIResponse, _ output: OutputFormat) throws(ClientError) -> Bool {
        let json = output == .yaml ? try IntentDocument.yaml(answer.text, "the answer").first : try answer.json()
        return json?["verdict"] == "accept"
    }

    /// The answer for people: what decides, what each chain says, and what is taken for granted.
    static func text(_ answer: JSON) -> String {
        var lines = ["\(answer["verdict"]?.text ?? ""): \(answer["words"]?.text ?? "")"]
        for decision in answer["decisions"]?.elements ?? [] {
            lines.append("  \(decision["hook"]?.text ?? ""): \(decision["words"]?.text ?? "")")
        }
        lines += (answer["notes"]?.elements ?? []).compactMap(\.text).map { "Note: \($0)." }
        return lines.map { $0 + "\n" }.joined()
    }
}

/// A packet as people describe it: `tcp from 192.0.2.7 to port 6443 on eth0`.
struct PacketWords {
    /// What can't be understood.
    struct Fault: Error {
        let words: String
    }

    /// The query that asks the daemon for it.
    let query: [(name: String, value: String?)]

    private static let names = [
        "on": "on", "in": "on", "by": "on", "out": "out", "state": "state", "type": "icmpType", "mark": "mark",
        "mac": "mac",
    ]

    /// Reads the words; a port right behind the address that it comes from is the source's, every other the one that it goes to.
    init(_ words: [String]) throws(Fault) {
        guard let first = words.first else { throw Fault(words: "Say a protocol first, such as tcp.") }
        var query = [("protocol", first)]
        var end = ""
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if word == "from" || word == "to" {
                end = word
                // `to port 22` says no address: it is the link's own.
                if rest.first != "port", let address = rest.popFirst() { query.append((word, address)) }
                continue
            }
            let port = end == "from" ? "sourcePort" : "port"
            guard let name = word == "port" ? port : Self.names[word] else {
                throw Fault(
                    words: "'\(word)' isn't understood: from, to, port, on, out, state, type, mark or mac is expected.")
            }
            guard let value = rest.popFirst() else { throw Fault(words: "'\(word)' needs a value behind it.") }
            end = ""
            query.append((name, value))
        }
        self.query = query.map { (name: $0.0, value: $0.1) }
    }
}
