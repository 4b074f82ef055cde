import Glibc
import Resources

extension APIClient {
    /// Says what a write came to; what has to be confirmed is asked for on a terminal, elsewhere it is said how that is done.
    ///
    /// A write that changed nothing has no window, but what was written before may still have one.
    ///
    /// - Throws: `notApplied`, and `putBack` when it wasn't confirmed.
    func conclude(_ answer: JSON, _ options: WriteOptions) async throws(ClientError) {
        let window = PendingWindow(answer["confirmation"])
        do throws(ClientError) {
            try WriteReport.finish(answer, isDryRun: options.dryRun)
        } catch {
            if let window { ConfirmPrompt.explain(window) }
            throw error
        }
        guard let window else {
            if options.confirming.asksToConfirm, !options.dryRun, let open = try await openWindow() {
                ConfirmPrompt.remind(of: open)
            }
            return
        }
        guard isatty(STDIN_FILENO) == 1, Terminal.output.isTerminal else { return ConfirmPrompt.explain(window) }
        try await ConfirmPrompt(client: self, window: window).run()
    }
}

/// Counts down on a terminal until somebody confirms a change.
///
/// Each question to the daemon is a connection of its own: a path that the change has cut confirms nothing.
struct ConfirmPrompt {
    let client: APIClient
    let window: PendingWindow

    /// How long to wait, after the deadline, until the daemon says what became of it.
    private static let patience = Duration.seconds(10)

    /// Says that what was changed before still has to be confirmed.
    static func remind(of window: PendingWindow) {
        let end = Moment.now.after(window.remaining).onTheWall
        Terminal.output.write(
            "nothing was changed; window \(window.id) of \(window.holder) is still open, until \(end)\n")
        explain(window)
    }

    /// Says how a change is confirmed.
    static func explain(_ window: PendingWindow) {
        let rest = PendingWindow.words(window.remaining)
        remark(on: window)
        Terminal.output.write(
            """
            this is put back in \(rest) unless it is confirmed:
              netstrata confirm \(window.id)    keeps it
              netstrata cancel \(window.id)     puts it back now

            """)
    }

    private static func remark(on window: PendingWindow) {
        for remark in window.remarks { Terminal.output.write(remark + "\n") }
    }

    /// Asks until it is confirmed, cancelled or too late.
    ///
    /// - Throws: `putBack`, and `interrupted` after Ctrl-C.
    func run() async throws(ClientError) {
        let interruption = Interruption.caught()
        let deadline = ContinuousClock.now + window.remaining
        Self.remark(on: window)
        Terminal.output.write("Unless you keep it, this is put back.\n")
        Terminal.output.write(line(window.remaining))
        while ContinuousClock.now < deadline + Self.patience {
            if let now = try? await client.window(window.id), !now.isOpen { return try conclude(now) }
            let rest = deadline - .now
            // The number is written where it stands, and the cursor stays where somebody types.
            if rest > .zero { Terminal.output.write("\u{1B}7\r" + number(rest) + "\u{1B}8") }
            switch await offThePool({ Self.answer(unless: interruption) }) {
            case .nothing: continue
            case .interruption: return try await leave(deadline - .now)
            case .end:
                Terminal.output.write("\n")
                return Self.explain(window)
            case .line(let text):
                try await take(text)
                Terminal.output.write(line(deadline - .now))
            }
        }
        throw .cutOff("what became of window \(window.id) isn't known")
    }

    private func number(_ rest: Duration) -> String {
        let text = String(PendingWindow.seconds(max(.zero, rest)))
        return String(repeating: " ", count: max(0, 5 - text.count)) + text
    }

    private func line(_ rest: Duration) -> String { number(rest) + " s left. y keeps it, n puts it back: " }

    private func take(_ text: String) async throws(ClientError) {
        do throws(ClientError) {
            switch text.lowercased() {
            case "y", "yes": _ = try await client.end(window.id, "confirm")
            case "n", "no": _ = try await client.end(window.id, "cancel")
            default: break
            }
        } catch {
            // There is still time to try again.
            Terminal.error.write(error.report(colours: Terminal.error.hasColours))
        }
    }

    /// Says what becomes of a window that is left open.
    private func leave(_ rest: Duration) async throws(ClientError) {
        // Another may have ended or extended it within the last second.
        let now = try? await client.window(window.id)
        if let now, !now.isOpen { return try conclude(now) }
        Terminal.output.write("\n")
        throw .interrupted(window: window.id, until: Moment.now.after(now?.remaining ?? rest))
    }

    private func conclude(_ window: PendingWindow) throws(ClientError) {
        Terminal.output.write("\n")
        guard window.state == ConfirmWindow.State.confirmed.rawValue else { throw .putBack(reason: window.reason) }
        Terminal.output.write("confirmed\n")
    }

    private enum Input: Sendable {
        case nothing
        case line(String)
        case end
        case interruption
    }

    /// What somebody typed within a second, or that a descriptor can be read before; blocks.
    private static func answer(unless interruption: CInt?) -> Input {
        // A negative descriptor is passed over (poll(2)).
        var entries = [STDIN_FILENO, interruption ?? -1].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&entries, 2, 1000) > 0 else { return .nothing }
        if entries[1].revents != 0 { return .interruption }
        var bytes = [UInt8](repeating: 0, count: 256)
        // A terminal gives a line at a time.
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return count < 0 && errno == EINTR ? .nothing : .end }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return .line(String(text.prefix { !$0.isNewline }.drop { $0 == " " }))
    }
}
