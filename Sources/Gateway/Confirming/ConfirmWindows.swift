public import Logging
import Resources
public import Store
import Synchronization

/// Confirm windows: what was changed is put back unless its holder confirms it in time.
///
/// A window is a resource that is written in the transaction of the change, so a change that has to be confirmed is never without its
/// window. There is one at a time. All that counts is in the store: here is only what saves a look at it.
public final class ConfirmWindows: Sendable {
    let store: ResourceStore
    let logger: Logger
    private let prober: (any Prober)?
    private let standIn: (any IntentStandIn)?
    private let state = Mutex(State())

    private struct State {
        var open = Hint.unknown
        /// The window that is being put back, and why: nobody may confirm it any more.
        var doomed: (id: String, reason: String)?
        /// Whether controllers follow what can't be stored yet.
        var isStandingIn = false
    }

    /// What is known of the window that is open.
    private enum Hint: Equatable {
        case unknown
        case none
        /// This one may be.
        case some(String)
    }

    /// - Parameters:
    ///   - store: Where they are.
    ///   - prober: What tries to reach something; without it no probe passes.
    ///   - standIn: What puts the kernel back when nothing can be stored.
    ///   - logger: Where it is told how they end.
    public init(
        _ store: ResourceStore, prober: (any Prober)? = nil, standIn: (any IntentStandIn)? = nil, logger: Logger
    ) {
        self.store = store
        self.prober = prober
        self.standIn = standIn
        self.logger = logger
    }

    /// Puts back what wasn't confirmed before the daemon ended; before controllers look at the kernel for the first time.
    ///
    /// What can't be stored is followed by controllers all the same, and stored later.
    public func recover() async {
        let open: StoredWindow?
        do throws(StoreError) {
            open = try pending()
        } catch {
            logger.error("confirm windows can't be read", metadata: ["error": "\(error)"])
            return
        }
        guard let open else {
            // Of a daemon that ended between the two.
            store.reserve.release()
            return
        }
        opens(open.id)
        doom(open.id, "it wasn't confirmed when the daemon ended")
        _ = await putBack(open)
    }

    /// Why each of some probes doesn't pass.
    func failures(of probes: [ConfirmProbe]) async -> [ConfirmProbe: String] {
        guard !probes.isEmpty else { return [:] }
        guard let prober else { return Dictionary(probes.map { ($0, "nothing can be tried here") }) { $1 } }
        return await prober.failures(of: probes)
    }

    // MARK: The window that is open

    /// The window that is open.
    func pending() throws(StoreError) -> StoredWindow? {
        try pending(among: store.list(StoredWindow.kind.namespace, StoredWindow.kind.type).resources)
    }

    /// The same as a transaction sees it; where there is none, that is mostly known without a look.
    func pending(_ transaction: WriteTransaction) throws(StoreError) -> StoredWindow? {
        guard state.withLock({ $0.open != .none }) else { return nil }
        let kind = StoredWindow.kind
        let open = try pending(among: transaction.list(kind.namespace, kind.type))
        // On the writer's thread: nobody opens one meanwhile.
        state.withLock { $0.open = open.map { .some($0.id) } ?? .none }
        // One that was to be opened, and wasn't after all, left its room.
        if open == nil { store.reserve.release() }
        return open
    }

    private func pending(among resources: [Resource]) throws(StoreError) -> StoredWindow? {
        for resource in resources {
            if let window = try StoredWindow(resource, store), window.spec.state == .pending { return window }
        }
        return nil
    }

    /// A window may be open from now on; on the writer's thread, before it is committed.
    func opens(_ id: String) { state.withLock { $0.open = .some(id) } }

    /// A window is over: its room isn't needed any more, unless another one is open by now.
    func ended(_ id: String) {
        state.withLock { state in
            if state.doomed?.id == id { state.doomed = nil }
            guard state.open == .some(id) else { return }
            state.open = .none
            store.reserve.release()
        }
    }

    // MARK: The window that is put back

    /// From now on nobody may confirm the window, or join it.
    func doom(_ id: String, _ reason: String) {
        state.withLock { state in if state.doomed?.id != id { state.doomed = (id, reason) } }
    }

    /// It moved before it could be put back: it is looked at anew.
    func pardon(_ id: String) {
        state.withLock { state in if state.doomed?.id == id { state.doomed = nil } }
    }

    /// Why a window is being put back; `nil` when it isn't.
    func doom(of id: String) -> String? {
        state.withLock { $0.doomed?.id == id ? $0.doomed?.reason : nil }
    }

    /// Lets controllers follow what the window's end comes to, although it can't be stored yet.
    func standIn(for undo: WindowUndo) async {
        guard let standIn, !state.withLock(\.isStandingIn) else { return }
        do {
            let rows = try undo.rows { key throws(StoreError) in try store.get(key) }.rows
            try await standIn.follow(rows)
            state.withLock { $0.isStandingIn = true }
            logger.warning("the window is put back in the kernel; it will be stored as soon as that can be done")
        } catch {
            logger.error("the kernel can't be put back without the store", metadata: ["error": "\(error)"])
        }
    }

    /// It is stored: controllers follow what is stored.
    func endStandIn(at revision: Int64) async {
        guard let standIn, state.withLock(\.isStandingIn) else { return }
        await standIn.end(at: revision)
        state.withLock { $0.isStandingIn = false }
    }
}
