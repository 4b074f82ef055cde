import Logging
import NIOHTTP1
import Resources
import Store
import Synchronization

extension ConfirmWindows {
    /// Changes a window that is open, on somebody's behalf.
    ///
    /// - Parameters:
    ///   - id: Which.
    ///   - context: Who and why.
    ///   - change: The change; what it throws leaves all as it is, and where it says `false` as well.
    /// - Returns: The window afterwards.
    /// - Throws: `notFound`, what `change` throws, and what keeps it from being stored.
    func change(
        _ id: String, _ context: ChangeContext,
        _ change: @escaping @Sendable (inout StoredWindow) throws(Problem) -> Bool
    ) async throws(Problem) -> StoredWindow {
        let problem = Mutex<Problem?>(nil)
        let store = store
        do throws(StoreError) {
            return try await store.write(context) { transaction throws(StoreError) in
                do throws(Problem) {
                    let key = StoredWindow.key(id)
                    let stored = try answering { () throws(StoreError) in try transaction.get(key) }
                    let window = try stored.flatMap { resource throws(Problem) in
                        try answering { () throws(StoreError) in try StoredWindow(resource, store) }
                    }
                    guard var window else { throw Problem(noWindow: id) }
                    guard try change(&window) else { return window }
                    let spec = window.spec
                    return try answering { () throws(StoreError) in
                        try StoredWindow(transaction.put(spec, key), store) ?? window
                    }
                } catch {
                    problem.withLock { $0 = error }
                    throw .aborted
                }
            }.value
        } catch {
            throw problem.withLock { $0 } ?? Problem(error)
        }
    }

    /// What came of putting back.
    enum Reversal: Sendable {
        /// It is done.
        case done(StoredWindow)
        /// The window isn't any more as it was: it was extended, joined or ended meanwhile.
        case moved
        /// It can't be stored now.
        case failed
    }

    /// Puts back what a window holds, and where that can't be stored, lets controllers do it all the same.
    ///
    /// - Parameters:
    ///   - window: The window as it was looked at; one that has moved is left.
    ///   - context: Who ends it; `nil` for the daemon itself.
    /// - Returns: What came of it.
    func putBack(_ window: StoredWindow, _ context: ChangeContext? = nil) async -> Reversal {
        let reason = doom(of: window.id) ?? "it was ended"
        let context =
            context
            ?? ChangeContext(
                actor: "netstrata", origin: .confirmation,
                message: "window \(window.id) of \(window.spec.holder): \(reason)", cause: window.metadata.revision)
        let store = store
        let undo: WindowUndo
        let result: Result<WindowUndo, StoreError> = await Blocking.run {
            do throws(StoreError) { return .success(try WindowUndo(window.spec, store)) } catch {
                return .failure(error)
            }
        }
        do throws(StoreError) {
            undo = try result.get()
        } catch {
            logger.error("a window can't be put back", metadata: ["window": "\(window.id)", "error": "\(error)"])
            return .failed
        }
        do throws(StoreError) {
            let done: (window: StoredWindow, revision: Int64)?
            do throws(StoreError) {
                done = try await write(undo, window, reason, context)
            } catch .full {
                store.reserve.release()
                done = try await write(undo, window, reason, context)
            }
            guard let done else {
                pardon(window.id)
                return .moved
            }
            logger.notice(
                "confirm window: put back",
                metadata: ["window": "\(window.id)", "holder": "\(window.spec.holder)", "reason": "\(reason)"])
            ended(window.id)
            await endStandIn(at: done.revision)
            return .done(done.window)
        } catch {
            logger.error(
                "a window that is put back can't be stored",
                metadata: ["window": "\(window.id)", "error": "\(error)"])
            await standIn(for: undo)
            return .failed
        }
    }

    private func write(
        _ undo: WindowUndo, _ window: StoredWindow, _ reason: String, _ context: ChangeContext
    ) async throws(StoreError) -> (window: StoredWindow, revision: Int64)? {
        let store = store
        return try await store.write(context) { transaction throws(StoreError) in
            let key = window.metadata.key
            guard let now = try transaction.get(key), now.metadata.version == window.metadata.version else {
                return nil
            }
            let overridden = try undo.perform(transaction)
            var spec = window.spec
            spec.state = .reverted
            spec.reason = Self.kept(reason)
            spec.overridden = Array(overridden.prefix(Self.listedPlaces))
            guard let ended = try StoredWindow(transaction.put(spec, key), store) else { return nil }
            return (ended, transaction.revisions?.upperBound ?? ended.metadata.revision)
        }.value
    }

    /// The most places of others' changes that a window lists.
    private static let listedPlaces = 100

    /// A text as it can be kept in a spec.
    static func kept(_ text: String) -> String {
        let bytes = text.utf8.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        // What is cut in the middle of a character takes up to three bytes more.
        return String(decoding: bytes.prefix(Limit.stringLength - 3), as: UTF8.self)
    }
}

extension Problem {
    /// That there is no such window.
    init(noWindow id: String) {
        self.init(.notFound, .notFound, "there is no window '\(id.prefix(64))'; GET /v1/confirmations lists them")
    }
}
