import Logging
import Resources
import Store

/// Ends the window that is open: at its deadline, when it is known that it failed, or when all that was reached before is reached again.
///
/// It follows what is stored, so that nothing runs for a change that wasn't.
struct WindowKeeper: Sendable {
    let backend: Backend

    /// How long the keeper sleeps at most: a host that slept meanwhile has another time then.
    private static let nap = Duration.seconds(1)

    private var windows: ConfirmWindows { backend.windows }

    /// How a window is to end.
    private enum Verdict: Sendable {
        case confirm(String)
        case putBack(String)
    }

    /// Keeps windows until the task is cancelled.
    func run() async {
        var watched: Int64?
        var watch: Task<Void, Never>?
        for await _ in backend.store.feed.wakeUps(for: Interest([StoredWindow.kind])) {
            guard let open = try? windows.pending() else {
                watch?.cancel()
                (watch, watched) = (nil, nil)
                continue
            }
            guard open.metadata.revision != watched else { continue }
            windows.opens(open.id)
            watch?.cancel()
            watched = open.metadata.revision
            watch = Task { await keep(open) }
        }
        watch?.cancel()
    }

    private func keep(_ window: StoredWindow) async {
        let (verdicts, told) = AsyncStream.makeStream(of: Verdict.self)
        // Not in a group: a probe that hangs must not keep the deadline waiting.
        let looks = [
            Task { if let verdict = await expiry(of: window) { told.yield(verdict) } },
            Task { if let verdict = await trial(of: window) { told.yield(verdict) } },
        ]
        defer { for look in looks { look.cancel() } }
        for await verdict in verdicts {
            // The end changes the window, which ends this task.
            return await Task { await end(window, verdict) }.value
        }
    }

    private func expiry(of window: StoredWindow) async -> Verdict? {
        while !Task.isCancelled {
            if let reason = windows.doom(of: window.id) { return .putBack(reason) }
            let remaining = window.remaining
            if remaining == .zero { return .putBack("it wasn't confirmed within \(window.spec.timeout)") }
            try? await Task.sleep(for: min(remaining, Self.nap))
        }
        return nil
    }

    private func trial(of window: StoredWindow) async -> Verdict? {
        let trial = WindowTrial(backend: backend, window: window)
        let outcome = await trial.settle()
        if Task.isCancelled { return nil }
        if let refusal = outcome.refusals.first { return .putBack("the kernel refused it: \(refusal)") }
        switch await trial.probe() {
        case .none: return nil
        case .failed(let words): return .putBack(words)
        case .passed(let words):
            return window.spec.autoConfirm && outcome.isApplied ? .confirm(words) : nil
        }
    }

    private func end(_ window: StoredWindow, _ verdict: Verdict) async {
        switch verdict {
        case .confirm(let reason): await confirm(window, reason)
        case .putBack(let reason):
            windows.doom(window.id, reason)
            while case .failed = await windows.putBack(window) {
                guard (try? await Task.sleep(for: Self.nap)) != nil else { return }
            }
        }
    }

    private func confirm(_ window: StoredWindow, _ reason: String) async {
        let context = ChangeContext(
            actor: "netstrata", origin: .confirmation, message: "window \(window.id): \(reason)",
            cause: window.metadata.revision)
        do throws(Problem) {
            let ended = try await windows.change(window.id, context) { now throws(Problem) in
                // One that moved is tried anew.
                guard now.metadata.revision == window.metadata.revision, now.spec.state == .pending,
                    now.remaining > .zero, windows.doom(of: now.id) == nil
                else { return false }
                now.spec.state = .confirmed
                now.spec.reason = ConfirmWindows.kept(reason)
                return true
            }
            guard ended.spec.state == .confirmed else { return }
            windows.ended(window.id)
            windows.logger.notice(
                "confirm window: confirmed by itself", metadata: ["window": "\(window.id)", "reason": "\(reason)"])
        } catch {
            windows.logger.error(
                "a window can't be confirmed", metadata: ["window": "\(window.id)", "error": "\(error.detail)"])
        }
    }
}
