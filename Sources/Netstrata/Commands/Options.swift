import ArgumentParser
import NIOHTTP1
import Resources

/// Where the daemon is.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket; else NETSTRATA_SOCKET, else /run/netstrata/api.sock.", valueName: "path"))
    var socket: String?

    /// The path that is meant.
    var socketPath: String { socket ?? Environment["NETSTRATA_SOCKET"] ?? APIClient.defaultSocketPath }

    /// A client for it.
    var client: APIClient { APIClient(socketPath: socketPath) }
}

/// Why something is changed.
struct MessageOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Why; it is kept in the history.", valueName: "text"))
    var message: String?

    func validate() throws {
        if let message, message.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            throw ValidationError("The message of -m is one line, without control characters.")
        }
    }
}

/// Under which conditions a change stays.
struct ConfirmOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Put it back unless it is confirmed within so long, such as 90s; none: nobody need, although that is set.",
            valueName: "time"))
    var confirm: String?

    @Option(
        help: ArgumentHelp(
            "With --confirm: put it back unless this is reached as before: gateway, dns:NAME, tcp:HOST:PORT or http:URL.",
            valueName: "probe"))
    var probe: [String] = []

    @Flag(help: "With --probe: confirm it as soon as that is reached after the change.")
    var autoConfirm = false

    @Flag(help: "Even if the firewall would cut the connection over which it is asked for.")
    var force = false

    func validate() throws {
        guard !asksToConfirm else {
            let span = confirm.flatMap { GoDuration(parameter: $0) }
            guard let span, ConfirmWindow.timeouts.contains(span) else {
                throw ValidationError(
                    "--confirm takes a time from 1s to 1d, such as 90s, or none, not '\(confirm ?? "")'.")
            }
            if autoConfirm, probe.isEmpty {
                throw ValidationError("--auto-confirm needs a --probe that shows that it works.")
            }
            return
        }
        if !probe.isEmpty || autoConfirm {
            throw ValidationError("--probe and --auto-confirm need --confirm TIME, such as 90s.")
        }
    }

    /// Whether the change is to be put back unless somebody confirms it.
    var asksToConfirm: Bool { confirm != nil && confirm != "none" }

    /// Says in a request what the options say.
    func apply(to request: inout APIRequest) {
        request.add("confirm", confirm)
        for probe in probe { request.add("probe", probe) }
        request.add("autoConfirm", autoConfirm ? "true" : nil)
        request.add("force", force ? "true" : nil)
    }
}

/// How something is changed.
struct WriteOptions: ParsableArguments {
    @OptionGroup var why: MessageOptions

    @Flag(help: "Check everything and show what would happen in the kernel; change nothing.")
    var dryRun = false

    @Flag(help: "Wait until the kernel is as asked; exit status 6 when it isn't in time.")
    var wait = false

    @Option(help: ArgumentHelp("How long --wait waits, such as 500ms, 30s or 2m.", valueName: "time"))
    var timeout = "30s"

    @OptionGroup var confirming: ConfirmOptions

    func validate() throws {
        guard let span = GoDuration(parameter: timeout), span >= .zero else {
            throw ValidationError("--timeout takes a number and a unit, such as 500ms, 30s or 2m, not '\(timeout)'.")
        }
        if dryRun, wait { throw ValidationError("--dry-run changes nothing, so there is nothing to --wait for.") }
    }

    /// Says in a request what the options say.
    func apply(to request: inout APIRequest) {
        request.addHeader("X-Change-Message", why.message)
        request.add("dryRun", dryRun ? "true" : nil)
        confirming.apply(to: &request)
        guard wait else { return }
        request.add("wait", "applied")
        request.add("timeout", timeout)
    }
}

/// How results are shown.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, wide, json, yaml, name
}

/// Completion of what the daemon knows, by asking it.
enum Completion {
    static let types = CompletionKind.shellCommand("netstrata types -o name 2>/dev/null")
}
