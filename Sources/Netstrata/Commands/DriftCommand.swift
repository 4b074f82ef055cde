import ArgumentParser
import NIOHTTP1
import Resources

/// Shows what somebody else did to what Netstrata keeps, or says what is done about it.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "Show what others did to what Netstrata keeps, or say what is done about it.",
        discussion: """
            EXAMPLES
              netstrata drift                         what was found, and who it was
              netstrata drift observe RouteSpec       tell of routes, and leave them
              netstrata drift adopt LinkSpec/eth0     others' changes become intent
              netstrata drift enforce LinkSpec/eth0   put right, as is usual
              netstrata drift default LinkSpec/eth0   nothing of its own any more

            What a resource says itself, by its annotation 'drift', goes before that.
            """)

    @Argument(help: ArgumentHelp("enforce, observe, adopt or default.", valueName: "mode")) var mode: String?

    @Argument(help: ArgumentHelp("TYPE or TYPE/ID.", valueName: "name"), completion: Completion.types)
    var words: [String] = []

    @Option(name: .shortAndLong, help: "table, wide, json or yaml.") var output = OutputFormat.table

    @OptionGroup var why: MessageOptions

    @OptionGroup var connection: ConnectionOptions

    /// What takes a mode away.
    private static let none = "default"

    func validate() throws {
        let modes = DriftMode.allCases.map(\.rawValue) + [Self.none]
        if let mode, !modes.contains(mode) {
            throw ValidationError("The mode is \(modes.joined(separator: ", ")), not '\(mode)'.")
        }
        if mode != nil, words.isEmpty { throw ValidationError("Say TYPE or TYPE/ID after the mode.") }
        if output == .name { throw ValidationError("drift is shown as table, wide, json or yaml.") }
    }

    func run() async throws {
        guard let mode else { return try await show() }
        let client = connection.client
        let names = try ResourceName.parse(words, namespace: nil, in: try await client.types())
        guard names.count == 1, let name = names.first else {
            throw ClientError.input("One type or resource at a time: say TYPE or TYPE/ID.")
        }
        let key = name.id.isEmpty ? name.type : "\(name.type)/\(name.id)"
        let value: JSON = mode == Self.none ? .null : .string(mode)
        let answer = try await client.manage(["drift": .object([key: value])], why)
        let revision = answer["metadata"]?["revision"]?.integer.map { " (revision \($0))" } ?? ""
        let done = mode == Self.none ? "\(key) has no drift mode of its own" : "drift mode of \(key): \(mode)"
        Terminal.output.write("\(done)\(revision)\n")
    }

    private func show() async throws {
        let statuses = ResourceName(namespace: Namespace.network, type: ApplyStatus.typeName, id: "")
        let client = connection.client
        try await client.show(APIRequest(.GET, statuses.path), about: "drift", as: output) { answer in
            let drifted = (answer["items"]?.elements ?? []).filter { item in
                item["spec"]?["drift"] != nil || item["spec"]?["conditions"] != nil
            }
            return Self.table(drifted, isWide: output == .wide).rendered(for: .output)
        }
    }

    /// The last thing that was found of each resource, the newest first.
    static func table(_ statuses: [JSON], isWide: Bool, now: Moment = .now) -> TextTable {
        let titles = ["WHEN", "RESOURCE", "STATE", "FOUND", "BY", "REPAIRS"]
        let rows = statuses.map { status -> (time: String, cells: [String]) in
            let spec = status["spec"] ?? .null
            let drift = spec["drift"] ?? .null
            let conditions = spec["conditions"]?.elements ?? []
            let time = drift["time"]?.text ?? conditions.first?["since"]?.text ?? ""
            let state = ([spec["state"]?.text ?? ""] + conditions.compactMap { $0["type"]?.text }).joined(
                separator: ",")
            let cells = [
                Moment(time)?.relative(to: now) ?? "", status["metadata"]?["id"]?.text ?? "", state,
                drift["found"]?.text ?? conditions.first?["reason"]?.text ?? "", drift["by"]?["who"]?.text ?? "",
                spec["repairs"]?.words ?? "",
            ]
            let further = [
                drift["since"]?.text ?? "", drift["action"]?.text ?? "", drift["by"]?["commandLine"]?.text ?? "",
            ]
            return (time, isWide ? cells + further : cells)
        }
        return TextTable(
            isWide ? titles + ["SINCE", "ACTION", "COMMAND"] : titles,
            rows.sorted { $0.time > $1.time }.map {
                $0.cells.map { $0.split(separator: "\n").first.map(String.init) ?? "" }
            })
    }
}
