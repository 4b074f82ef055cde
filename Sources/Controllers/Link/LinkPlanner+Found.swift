import Kernel
import NetworkTypes
import Resources
import Store

/// Links that were found, and not made, have back what they had before, whatever they are called by then.
extension LinkPlanner {
    /// What is recorded of a link before a spec speaks of it.
    ///
    /// A link that has a name now which another had before is another one; if a spec spoke of it under its former name, its values
    /// are those of that time. The one that had the name gets back its own, unless a spec speaks of it.
    mutating func original(of actual: KernelLink, as item: DesiredSpec<LinkSpec>, _ claim: LedgerEntry.Claim) -> JSON {
        let entry = ledger[item.id]
        guard let entry, entry.original[Self.index].map({ $0 == actual.index.json }) ?? true else {
            if let entry { restoreUnlessSpoken(of: entry) }
            return claim == .found ? former(of: actual)?.original ?? [:] : [:]
        }
        return entry.original
    }

    /// Links that were only set, and that no spec speaks of any more, get back what they had.
    mutating func restoreFound() {
        for forget in plan.forgets {
            guard let entry = ledger[forget.object] else { continue }
            restoreUnlessSpoken(of: entry)
        }
    }

    private mutating func restoreUnlessSpoken(of entry: LedgerEntry) {
        guard entry.claim == .found, let actual = found(entry) else { return }
        let isSpokenOf = actual.name.description != entry.object && claims.holder(of: actual.name.description) != nil
        guard !isSpokenOf else { return }
        var change = LinkSettings.Change()
        LinkSettings.restore(entry.original, actual, kernel, into: &change)
        set(actual, change, entry.spec, "restore")
        plan.steps += PortLosses.restoring(entry.original.members ?? [:], to: actual, in: kernel)
    }

    /// The link that an entry speaks of, whatever its name is now.
    private func found(_ entry: LedgerEntry) -> KernelLink? {
        guard let index = entry.original[Self.index] else { return InterfaceName(entry.object).flatMap(kernel.link) }
        guard let actual = index.integer.flatMap({ UInt32(exactly: $0) }).flatMap({ kernel.link(index: $0) }) else {
            return nil
        }
        return actual.name.description == entry.object || isWitnessed(actual, by: entry) ? actual : nil
    }

    /// The entry that was made of a link under a name that it hasn't any more.
    private mutating func former(of actual: KernelLink) -> LedgerEntry? {
        foundEntries[actual.index.json].flatMap { isWitnessed(actual, by: $0) ? $0 : nil }
    }

    /// A number alone proves nothing: a link that comes from another namespace brings its own along.
    private func isWitnessed(_ actual: KernelLink, by entry: LedgerEntry) -> Bool {
        entry.original[Self.witness].map { $0 == actual.hardwareAddress?.json } ?? false
    }
}
