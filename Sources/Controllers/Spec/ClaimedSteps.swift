import Store

/// Some steps of a plan, and what must be in the ledger before they are made.
struct ClaimedSteps<Change: SystemChange>: Sendable {
    /// The most steps of a part.
    static var size: Int { 1024 }

    var steps: ArraySlice<SpecStep<Change>>
    var claims: [LedgerEntry] = []

    /// Cuts steps into parts; claims that no step needs come with the first.
    ///
    /// - Returns: The parts in order, at least one; each claim in the first part that has a step of its spec.
    static func parts(_ steps: [SpecStep<Change>], _ claims: [LedgerEntry]) -> [ClaimedSteps] {
        guard steps.count > size else { return [ClaimedSteps(steps: steps[...], claims: claims)] }
        var parts = stride(from: 0, to: steps.count, by: size).map { start in
            ClaimedSteps(steps: steps[start..<min(start + size, steps.count)])
        }
        var firstPart: [String: Int] = [:]
        firstPart.reserveCapacity(claims.count)
        // By index: a step is large to copy.
        for index in steps.indices.reversed() {
            if let spec = steps[index].spec { firstPart[spec] = index / size }
        }
        for claim in claims { parts[firstPart[claim.spec] ?? 0].claims.append(claim) }
        return parts
    }
}
