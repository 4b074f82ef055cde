import Kernel
import Resources
import Store

/// Brings the passes of both kinds of specs together, so that what they change is one transaction.
///
/// Whoever comes to a place where the other is needed waits until that has come too, or has ended its pass.
actor FirewallRound {
    /// Whose pass it is.
    enum Part: CaseIterable, Hashable {
        case sets
        case chains
    }

    private var intent = FirewallIntent()
    private var running: Set<Part> = []
    private var lookers: [Part: CheckedContinuation<Void, Never>] = [:]
    private var makers: [Part: (changes: [FirewallChange], resume: CheckedContinuation<Made, Never>)] = [:]
    private let make: @Sendable ([FirewallChange]) async -> Made

    /// What came of changes: an entry for each.
    typealias Made = Result<[KernelRefusal?], KernelError>

    /// Nobody is there yet; `make` makes changes.
    init(_ make: @escaping @Sendable ([FirewallChange]) async -> Made) { self.make = make }

    /// Both passes begin.
    func begin() { running = Set(Part.allCases) }

    /// A pass has ended.
    func leave(_ part: Part) {
        running.remove(part)
        proceed()
    }

    /// Says what is asked for, and learns what the other asks for.
    func share(_ part: Part, _ note: @Sendable (inout FirewallIntent) -> Void) async -> FirewallIntent {
        note(&intent)
        await withCheckedContinuation { continuation in
            lookers[part] = continuation
            proceed()
        }
        return intent
    }

    /// Makes changes together with those of the other.
    func apply(_ part: Part, _ changes: [FirewallChange]) async -> Made {
        await withCheckedContinuation { continuation in
            makers[part] = (changes, continuation)
            proceed()
        }
    }

    /// Lets those go on for whom nobody has to come any more.
    private func proceed() {
        guard running.allSatisfy({ lookers[$0] != nil || makers[$0] != nil }) else { return }
        // Who looks needn't wait for who has looked already.
        if !lookers.isEmpty {
            for continuation in lookers.values { continuation.resume() }
            lookers = [:]
        } else if !makers.isEmpty {
            let taken = makers
            makers = [:]
            Task { await finish(taken) }
        }
    }

    private func finish(
        _ taken: [Part: (changes: [FirewallChange], resume: CheckedContinuation<Made, Never>)]
    ) async {
        let parts = Part.allCases.compactMap { taken[$0] }
        let made = await make(parts.flatMap(\.changes))
        var start = 0
        for part in parts {
            let range = start..<start + part.changes.count
            start = range.upperBound
            part.resume.resume(returning: made.map { Array($0[range]) })
        }
    }
}
