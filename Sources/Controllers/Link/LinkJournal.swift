public import Kernel
public import Logging
import NetworkTypes
import Resources
public import Store
import Synchronization

/// What a change takes away for a moment is in the store before it is made, so that the next start puts it back should this
/// process not live to do so: others' addresses and routes are nobody's intent.
///
/// The ledger has it: what is there of another boot or namespace is forgotten with the rest.
public final class LinkJournal: Sendable {
    /// In the ledger.
    static let kind = "linkRescue"

    private let store: ResourceStore
    /// What is still noted although it is done with, since the store took nothing then.
    private let left = Mutex<String?>(nil)

    /// A journal in a store.
    public init(_ store: ResourceStore) { self.store = store }

    /// Makes changes in order; the results are those of `RouteNetlink.apply`.
    func apply(_ changes: [KernelChange], _ kernel: RouteNetlink) async throws(KernelError) -> [KernelRefusal?] {
        var noted = left.withLock { left in
            defer { left = nil }
            return left
        }
        guard noted != nil || changes.contains(where: \.isInterlude) else { return try await kernel.apply(changes) }
        var refusals: [KernelRefusal?] = []
        var rest = changes[...]
        do throws(KernelError) {
            while let place = rest.firstIndex(where: \.isInterlude) {
                if place > rest.startIndex { refusals += try await kernel.apply(Array(rest[..<place])) }
                let rescue = try await kernel.rescue(from: rest[place])
                noted = await note(rescue, insteadOf: noted)
                refusals += try await kernel.apply([rest[place]])
                rest = rest[(place + 1)...]
            }
            if !rest.isEmpty { refusals += try await kernel.apply(Array(rest)) }
        } catch {
            _ = await note(nil, insteadOf: noted)
            throw error
        }
        _ = await note(nil, insteadOf: noted)
        return refusals
    }

    /// Puts back what the process before this one had taken away and not put back.
    ///
    /// Called before anybody else changes the kernel.
    public func recover(_ kernel: RouteNetlink, _ logger: Logger) async {
        do {
            for entry in try store.ledger(Self.kind) {
                if let rescue = LinkRescue(entry.original) {
                    try await kernel.restore(rescue)
                    logger.notice(
                        "a change of a link was cut short: what it had taken away is put back",
                        metadata: ["link": "\(entry.object)"])
                }
                _ = await note(nil, insteadOf: entry.object)
            }
        } catch {
            logger.warning(
                "what a change of a link had taken away can't be put back", metadata: ["reason": "\(error)"])
        }
    }

    /// Replaces what is noted.
    ///
    /// Where the store takes nothing just now, the change is made all the same.
    ///
    /// - Returns: Under what it is noted; `nil` for nothing.
    private func note(_ rescue: LinkRescue?, insteadOf earlier: String?) async -> String? {
        let link = rescue.flatMap { rescue in rescue.links.first { $0.index == rescue.index } }
        guard link != nil || earlier != nil else { return nil }
        let entry = link.map {
            LedgerEntry(
                kind: Self.kind, object: $0.name.description, spec: $0.name.description, claim: .found,
                original: rescue?.json ?? [:])
        }
        do throws(StoreError) {
            _ = try await store.write(ChangeContext(actor: LinkObject.controllerName, origin: .controller)) {
                transaction throws(StoreError) in
                if let earlier { try transaction.forget(Self.kind, earlier) }
                if let entry { try transaction.record(entry) }
            }
            return entry?.object
        } catch {
            if entry == nil { left.withLock { $0 = earlier } }
            return earlier
        }
    }
}
