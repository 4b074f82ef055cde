import NIOHTTP1
import Resources
import Store

/// How a write stands to the window that is open: it is the holder's and joins it, it is refused, or it opens one.
struct WindowEntry: Sendable {
    let windows: ConfirmWindows
    let principal: Principal
    let wish: ConfirmWish
    /// Whether it comes from another host.
    let isRemote: Bool
    /// Why each of the wish's probes that didn't pass before the change didn't.
    var failures: [ConfirmProbe: String] = [:]

    /// Bytes that are kept free for putting back: for the changes themselves, and for what controllers write because of each.
    private static let reserve = (least: 4 << 20, perChange: 4 << 10)
    /// The most windows that are over and still listed; the history has all of them.
    private static let keptWindows = 16

    /// Refuses what isn't the holder's; on the writer's thread, before the first change.
    func check(_ transaction: WriteTransaction) throws(Problem) {
        guard let open = try answering({ () throws(StoreError) in try windows.pending(transaction) }) else { return }
        guard open.holder == principal, windows.doom(of: open.id) == nil, open.remaining > .zero else {
            throw Problem(pending: open, isEnding: windows.doom(of: open.id) != nil || open.remaining == .zero)
        }
        guard open.spec.transactions.count < ConfirmWindow.limit else {
            throw Problem(
                .conflict, .confirmationPending,
                "window \(open.id) has \(ConfirmWindow.limit) transactions already: confirm it first"
            ).with("url", .string(open.path))
        }
    }

    /// Joins the open window or opens one, if the change has to be confirmed; on the writer's thread, after the last change.
    ///
    /// - Returns: The window; `nil` where nobody has to confirm.
    func enter(_ transaction: WriteTransaction) throws(Problem) -> StoredWindow? {
        do throws(StoreError) {
            guard let number = transaction.id, let changes = transaction.revisions else { return nil }
            let own = Count(UInt64(clamping: number))
            if let open = try windows.pending(transaction) {
                var spec = open.spec
                spec.transactions.append(own)
                if case .within(let terms) = wish { take(terms, &spec) }
                StoredWindow.extend(&spec, to: spec.timeout)
                try hold(changes.upperBound - Int64(clamping: spec.baseRevision.number))
                return try StoredWindow(transaction.put(spec, open.metadata.key), windows.store)
            }
            guard let terms = try terms(transaction) else { return nil }
            var spec = ConfirmWindow()
            spec.holder = principal.description
            spec.baseRevision = Count(UInt64(clamping: changes.lowerBound - 1))
            spec.transactions = [own]
            take(terms, &spec)
            StoredWindow.extend(&spec, to: spec.timeout)
            windows.opens(String(number))
            try hold(changes.upperBound - changes.lowerBound + 1)
            try forgetOldWindows(transaction)
            return try StoredWindow(transaction.put(spec, StoredWindow.key(String(number))), windows.store)
        } catch {
            guard error == .full else { throw Problem(error) }
            throw Problem(
                .insufficientStorage, .storageFull,
                "there is no room that could be kept free for putting the change back; nothing was changed")
        }
    }

    private func hold(_ changes: Int64) throws(StoreError) {
        try windows.store.reserve.hold(Self.reserve.least + Self.reserve.perChange * Int(clamping: changes))
    }

    private func take(_ terms: ConfirmTerms, _ spec: inout ConfirmWindow) {
        spec.timeout = terms.timeout
        spec.autoConfirm = spec.autoConfirm || terms.autoConfirm
        for probe in terms.probes where !spec.probes.contains(where: { $0.probe == probe }) {
            spec.probes.append(ConfirmWindow.Probe(probe, error: failures[probe]))
        }
    }

    /// Under which conditions a change stays where no window is open.
    private func terms(_ transaction: WriteTransaction) throws(StoreError) -> ConfirmTerms? {
        switch wish {
        case .none: return nil
        case .within(let terms): return terms
        case .unsaid:
            guard isRemote else { return nil }
            let key = ResourceKey(Namespace.management, ManagementSpec.typeName, ManagementSpec().id)
            // A change of just this setting counts from the next one on.
            guard let id = transaction.revisions?.lowerBound,
                let resource = try transaction.get(key), resource.metadata.revision < id
            else { return nil }
            return ManagementSpec.read(resource.spec)?.confirm?.standard.map { ConfirmTerms(timeout: $0) }
        }
    }

    private func forgetOldWindows(_ transaction: WriteTransaction) throws(StoreError) {
        let kind = StoredWindow.kind
        let old = try transaction.list(kind.namespace, kind.type).map(\.metadata)
            .sorted { (Int64($0.key.id) ?? 0) > (Int64($1.key.id) ?? 0) }
        for metadata in old.dropFirst(Self.keptWindows) where metadata.finalizers.isEmpty {
            try transaction.destroy(metadata.key, owner: metadata.owner)
        }
    }
}

extension WriteOperation {
    /// Whether it changes what people ask for: a name for a revision asks for nothing.
    var isIntent: Bool {
        if case .check = action { return false }
        return target.type.name != RevisionTag.typeName
    }
}

extension Problem {
    /// That a window of somebody else is open, or one that is being put back.
    init(pending window: StoredWindow, isEnding: Bool) {
        let deadline = window.spec.deadline?.description ?? ""
        let advice =
            isEnding
            ? "is being put back right now; try again in a moment"
            : "waits for \(window.spec.holder) to confirm it until \(deadline); netstrata pending shows it"
        self.init(.conflict, .confirmationPending, "the change of transaction \(window.id) \(advice)")
        members["holder"] = .string(window.spec.holder)
        members["deadline"] = window.spec.deadline.json
        members["url"] = .string(window.path)
        let seconds = max(1, Int((window.remaining / .seconds(1)).rounded(.up)))
        headers.append(("retry-after", String(seconds)))
    }
}
