import Resources
import Store
import Synchronization

/// The resources that one controller keeps, all of a type or some layers of it: only what differs is written.
final class OwnedRows: Sendable {
    private struct Memory {
        /// The specs' texts by id, as they are stored; `nil` before the first time and after an error.
        var written: [String: String]?
        /// Other processes' changes up to this revision are in `written`.
        var position: Int64 = 0
    }

    /// The most resources that one transaction writes, so that people's writes get their turn.
    private static let batchLimit = 1024

    private let store: ResourceStore
    private let kind: ResourceKind
    private let owner: String
    /// With what the ids of the controller's rows begin.
    private let prefixes: [String]
    /// Whether rows of others under the same ids stay as they are and count instead; else they are taken over.
    private let leavesOthers: Bool
    private let memory = Mutex(Memory())

    /// The rows of a type, or those whose ids begin with one of some texts.
    ///
    /// - Parameters:
    ///   - store: Where they are.
    ///   - kind: Their type.
    ///   - prefixes: With what their ids begin.
    ///   - owner: The controller.
    ///   - leavesOthers: Whether what others wrote under the same ids is left to them.
    init(
        _ store: ResourceStore, _ kind: ResourceKind, prefixes: [String] = [""], owner: String,
        leavesOthers: Bool = false
    ) {
        self.store = store
        self.kind = kind
        self.owner = owner
        self.prefixes = prefixes
        self.leavesOthers = leavesOthers
    }

    /// The specs' texts by id as they are stored; what another process changed besides the spec has none.
    private func stored() throws(StoreError) -> [String: String] {
        // Others come and go without a change of another process.
        if leavesOthers { return try listed() }
        let latest = store.feed.latestForeignChange(of: kind)
        let written = memory.withLock { memory in
            defer { memory.position = max(memory.position, latest) }
            return memory.position < latest ? nil : memory.written
        }
        if let written { return written }
        return try listed()
    }

    private func listed() throws(StoreError) -> [String: String] {
        let stored = try store.list(kind.namespace, kind.type, prefixes: prefixes)
            .filter { !leavesOthers || $0.metadata.owner == owner }
        return Dictionary(stored.map { ($0.metadata.key.id, $0.metadata.isAsWritten(by: owner) ? $0.spec : "") }) { $1 }
    }

    /// Whether the rows are as this controller wrote them the last time.
    var areKnown: Bool {
        let latest = store.feed.latestForeignChange(of: kind)
        return !leavesOthers && memory.withLock { $0.written != nil && $0.position >= latest }
    }

    /// Makes the rows those with certain texts by id, and no others.
    ///
    /// - Parameters:
    ///   - cause: The revision that led to it, where one did.
    ///   - turns: The revisions with which rows come or go, by id, where others led to that.
    ///   - rule: Works them out from what is stored.
    /// - Throws: What reading and writing throw; some rows may be written then.
    func become(
        because cause: Int64? = nil, turns: [String: Int64] = [:], _ rule: ([String: String]) -> [String: String]
    ) async throws(StoreError) {
        do throws(StoreError) {
            let known = try stored()
            let current = rule(known)
            let changes = Self.changes(from: known, to: current)
            let parts = Dictionary(grouping: changes) { change in
                (known[change.id] == nil) != (change.text == nil) ? turns[change.id] ?? cause : cause
            }
            try await write(parts)
            memory.withLock { $0.written = current }
        } catch {
            memory.withLock { $0.written = nil }
            throw error
        }
    }

    /// Makes the rows those with certain texts by id where no more than some are other than the last time.
    ///
    /// - Parameters:
    ///   - some: The texts of those that may be other, and `nil` for those that aren't to be any more.
    ///   - all: All texts, for when what is stored isn't known.
    /// - Throws: As `become`.
    func update(_ some: [String: String?], all: () -> [String: String]) async throws(StoreError) {
        guard areKnown else { return try await become { _ in all() } }
        let changes = memory.withLock { memory in
            some.filter { memory.written?[$0.key] != $0.value }.map { (id: $0.key, text: $0.value) }
        }
        do throws(StoreError) {
            try await write(inBatches: changes.sorted { $0.id < $1.id }, nil)
            memory.withLock { memory in for change in changes { memory.written?[change.id] = change.text } }
        } catch {
            memory.withLock { $0.written = nil }
            throw error
        }
    }

    /// Writes changes by their causes; several together, so that they share commits.
    private func write(_ parts: [Int64?: [(id: String, text: String?)]]) async throws(StoreError) {
        guard parts.count > 1 else {
            for (cause, changes) in parts { try await write(inBatches: changes, cause) }
            return
        }
        let results = await withTaskGroup(of: Result<Void, StoreError>.self) { group in
            for (cause, changes) in parts {
                group.addTask {
                    do throws(StoreError) {
                        return .success(try await self.write(inBatches: changes, cause))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { try result.get() }
    }

    private func write(
        inBatches changes: [(id: String, text: String?)], _ cause: Int64?
    ) async throws(StoreError) {
        for start in stride(from: 0, to: changes.count, by: Self.batchLimit) {
            try await write(Array(changes[start..<min(start + Self.batchLimit, changes.count)]), cause)
        }
    }

    private static func changes(
        from known: [String: String], to current: [String: String]
    ) -> [(id: String, text: String?)] {
        var changes: [(id: String, text: String?)] = []
        for (id, text) in current where known[id] != text { changes.append((id, text)) }
        for id in known.keys where current[id] == nil { changes.append((id, nil)) }
        return changes.sorted { $0.id < $1.id }
    }

    private func write(_ changes: [(id: String, text: String?)], _ cause: Int64?) async throws(StoreError) {
        let context = ChangeContext(actor: owner, origin: .controller, cause: cause)
        _ = try await store.write(context) { [kind, owner, leavesOthers] transaction throws(StoreError) in
            for change in changes {
                let key = ResourceKey(kind.namespace, kind.type, change.id)
                if leavesOthers, let stored = try transaction.get(key), stored.metadata.owner != owner { continue }
                if let text = change.text {
                    try transaction.putOwned(key, text, owner: owner)
                } else {
                    try transaction.removeOwned(key)
                }
            }
        }
    }
}
