import Resources
import Store

/// Which objects the specs that stay speak of; the ledger's others go.
struct ObjectClaims {
    private var holders: [String: String] = [:]

    /// Prepares for so many.
    mutating func reserveCapacity(_ count: Int) { holders.reserveCapacity(count) }

    /// Notes that a spec wants an object.
    mutating func claim(_ object: String, for spec: String) { holders[object] = spec }

    /// Who wants an object.
    func holder(of object: String) -> String? { holders[object] }

    /// Gives up the objects that no spec wants any more.
    ///
    /// - Returns: The entries of objects that we made, which are to be removed from the kernel.
    func undo<Spec: ResourceSpec, Change: SystemChange>(
        _ desired: [DesiredSpec<Spec>], _ ledger: [String: LedgerEntry], _ plan: inout SpecPlan<Change>
    ) -> [LedgerEntry] {
        var waiting: Set<String> = []
        for item in desired {
            if item.isGoing { plan.outcomes[item.id] = .gone } else { waiting.insert(item.id) }
        }
        var dropped: [LedgerEntry] = []
        let unclaimed = ledger.values.filter { holders[$0.object] == nil }.sorted { $0.object < $1.object }
        for entry in unclaimed {
            // A spec that waits for its link still answers for what it had made there.
            if waiting.contains(entry.spec), case .waiting = plan.outcomes[entry.spec] { continue }
            plan.forgets.append((entry.object, entry.spec))
            if entry.claim == .made { dropped.append(entry) }
        }
        return dropped
    }
}
