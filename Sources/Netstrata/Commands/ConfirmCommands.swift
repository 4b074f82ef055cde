import ArgumentParser
import NIOHTTP1
import Resources

/// Keeps what was changed.
struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Keep what was changed, before it is put back.",
        discussion: """
            EXAMPLES
              netstrata apply -f vip.yaml --confirm 90s   a change that has to be
                                                          confirmed
              netstrata confirm                           keeps it
              netstrata confirm 41 -m "ping works"
              netstrata confirm --default 60s             from now on every change
                                                          from elsewhere has to be
              netstrata confirm --default none            none has to be

            Whoever made the change may, from any connection, and root.
            """)

    @Argument(help: ArgumentHelp("The window's number; the open one otherwise.", valueName: "window")) var id: String?

    @Option(
        help: ArgumentHelp(
            "How long there is to confirm changes over TCP or from a shell under ssh that don't say so; none: they needn't be.",
            valueName: "time"))
    var `default`: String?

    @OptionGroup var why: MessageOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if `default` != nil, id != nil { throw ValidationError("--default is set for all changes, not for a window.") }
    }

    func run() async throws {
        let client = connection.client
        if let standard = `default` {
            let value: JSON = standard == "none" ? .null : ["default": .string(standard)]
            let answer = try await client.manage(["confirm": value], why)
            let kept = answer["spec"]?["confirm"]?["default"]?.text
            Terminal.output.write(
                kept.map { "changes from elsewhere have to be confirmed within \($0)\n" }
                    ?? "changes from elsewhere needn't be confirmed\n")
            return
        }
        let window = try await client.windowID(id)
        _ = try await client.end(window, "confirm", why.message)
        Terminal.output.write("window \(window) confirmed: the change stays\n")
    }
}

/// Puts back what was changed.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Put back what was changed and isn't confirmed yet.",
        discussion: """
            EXAMPLES
              netstrata cancel                  the open window
              netstrata cancel 41 -m "no ping"
            """)

    @Argument(help: ArgumentHelp("The window's number; the open one otherwise.", valueName: "window")) var id: String?

    @OptionGroup var why: MessageOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let window = try await client.windowID(id)
        let answer = try await client.end(window, "cancel", why.message)
        Terminal.output.write("window \(window) cancelled: the change is put back\n" + WindowTable.overridden(answer))
    }
}

/// Gives more time.
struct ExtendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extend", abstract: "Take more time to confirm what was changed.",
        discussion: """
            EXAMPLES
              netstrata extend                     as long as before, from now on
              netstrata extend 41 --timeout 10m    ten minutes from now on
            """)

    @Argument(help: ArgumentHelp("The window's number; the open one otherwise.", valueName: "window")) var id: String?

    @Option(help: ArgumentHelp("How long from now on, from 1s to 24h.", valueName: "time")) var timeout: String?

    @OptionGroup var why: MessageOptions

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let client = connection.client
        let window = try await client.windowID(id)
        let answer = try await client.end(window, "extend", why.message, timeout: timeout)
        let rest = PendingWindow.words(PendingWindow(answer)?.remaining ?? .zero)
        Terminal.output.write("window \(window): \(rest) from now on\n")
    }
}

/// Shows what has to be confirmed.
struct PendingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pending", abstract: "Show what has to be confirmed, and how long there is.",
        discussion: """
            EXAMPLES
              netstrata pending
              netstrata pending --all          also what was confirmed or put back
              netstrata pending -o json
            """)

    @Flag(help: "Also those that are over.") var all = false

    @Option(name: .shortAndLong, help: "table or json.") var output = OutputFormat.table

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard [.table, .wide, .json].contains(output) else {
            throw ValidationError("pending is shown as table, wide or json.")
        }
    }

    func run() async throws {
        let items = (try await connection.client.windows()["items"]?.elements ?? [])
            .filter { all || PendingWindow($0)?.isOpen == true }
        if output == .json {
            Terminal.output.write(JSON.object(["items": .array(items)]).pretty + "\n")
        } else if items.isEmpty {
            Terminal.output.write("nothing has to be confirmed\n")
        } else {
            Terminal.output.write(WindowTable.rendered(items))
        }
    }
}

/// Windows as people see them.
enum WindowTable {
    static func rendered(_ items: [JSON]) -> String {
        let titles = ["ID", "STATE", "LEFT", "HOLDER", "TRANSACTIONS", "REASON"]
        let rows = items.map { item -> [String] in
            func text(_ name: String) -> String { item[name]?.text ?? "" }
            let window = PendingWindow(item)
            let left = window?.isOpen == true ? PendingWindow.words(window?.remaining ?? .zero) : ""
            let numbers = (item["transactions"]?.elements ?? []).map(\.words)
            return [text("id"), text("state"), left, text("holder"), numbers.joined(separator: ","), text("reason")]
        }
        return TextTable(titles, rows).rendered(for: .output)
    }

    /// What others had changed in the same place, and is put back with it.
    static func overridden(_ window: JSON) -> String {
        (window["overridden"]?.elements ?? []).map { place in
            func text(_ name: String) -> String { place[name]?.text ?? "" }
            let revision = place["revision"]?.words ?? ""
            return "  also put back: \(text("resource")) \(text("pointer")), which somebody else changed: "
                + "netstrata get … --revision \(revision) shows it\n"
        }.joined()
    }
}
