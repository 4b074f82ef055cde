import Kernel

/// Why a spec's steps are left out of a pass.
enum AttemptHold: Hashable {
    /// The kernel said no, and nothing is different.
    case refused(KernelRefusal)
    /// It was put right again and again.
    case fought
}

/// What was tried for specs in vain, so that it isn't tried again at once and without end.
///
/// A refused change is tried again as soon as the kernel looks different from then, or after a growing pause: a link whose
/// master is refused comes and goes within the kernel, and each time wakes whoever made it. One that takes something away is
/// tried again after the pause only. A repair that never lasts is made only so often; whoever undoes it, or a kernel that keeps
/// something else, would have us at it for ever.
struct Attempts<Change: SystemChange> {
    private struct Entry {
        var changes: [Change] = []
        /// What was found of the object: of a whole chain the change alone doesn't tell what was put right.
        var found: [String] = []
        var refusal: KernelRefusal?
        /// What the kernel was like when it refused.
        var kernel = 0
        var pause = Duration.zero
        var due: ContinuousClock.Instant
        var repairs: PassMeter
        /// The same for one repair, which somebody undoes.
        var sameRepairs: PassMeter
        /// How often it was put right since the fight began.
        var count: UInt32 = 0
        /// Whether the first repairs were made so fast that others have to wait.
        var isFight = false
        var last: ContinuousClock.Instant

        init(at now: ContinuousClock.Instant) {
            repairs = PassMeter(Attempts.repairs, at: now)
            sameRepairs = PassMeter(Attempts.sameRepairs, at: now)
            (due, last) = (now, now)
        }

        /// Whether a repair has to wait.
        func isSpent(_ changes: [Change], _ found: [String], at now: ContinuousClock.Instant) -> Bool {
            repairs.isSpent(at: now) || isSame(changes, found) && sameRepairs.isSpent(at: now)
        }

        /// Whether the same is put right again in the same way.
        func isSame(_ changes: [Change], _ found: [String]) -> Bool { self.changes == changes && self.found == found }
    }

    /// What the status says of a repair that doesn't last.
    static var fight: String {
        "it is undone as often as it is put right, so that is done once a second only; "
            + "another program may want something else, or the kernel doesn't keep what the spec says"
    }

    /// How often a spec's object is put right: so many times at once, then one a second.
    private static var repairs: PassBudget { PassBudget(perSecond: 1, burst: 20) }
    /// The same for what is put right in the same way again: that is sooner a fight than many different changes are.
    private static var sameRepairs: PassBudget { PassBudget(perSecond: 1, burst: 5) }
    /// The pauses after refusals; each doubles the last.
    private static var pauses: ClosedRange<Duration> { Duration.milliseconds(100)...Duration.seconds(30) }
    /// After how long without another repair a fight is over.
    private static var peace: Duration { .seconds(10) }
    /// How long a fight is left alone before the next look.
    private static var truce: Duration { .seconds(1) }

    private var entries: [String: Entry] = [:]
    /// How often was put right what was fought over until now.
    private var ended: [String: UInt32] = [:]
    private let clock: @Sendable () -> ContinuousClock.Instant

    /// Nothing tried yet; `clock` tells the time.
    init(clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.clock = clock }

    /// Whether nothing is remembered, so that nobody needs to look closer.
    var isEmpty: Bool { entries.isEmpty }

    /// Whether something is remembered of a spec.
    func knows(_ spec: String) -> Bool { entries[spec] != nil }

    /// Whose repairs don't last, be there one to be made now or not.
    var fights: Set<String> { Set(entries.filter { $0.value.isFight }.keys) }

    /// How often an object was put right in a fight that is over; told once, and `nil` where there was none.
    mutating func takeEnded(_ spec: String) -> UInt32? { ended.removeValue(forKey: spec) }

    /// After how long something of this is to be looked at again; `nil` when nothing is.
    var nextTry: Duration? {
        let now = clock()
        return entries.values.compactMap { entry in
            entry.refusal != nil ? max(entry.due - now, Self.pauses.lowerBound) : entry.isFight ? Self.truce : nil
        }.min()
    }

    /// The specs whose steps are to be left out; a hash of what the kernel is like is worked out only if it is needed.
    mutating func holds(
        _ steps: [String: [Change]], found: [String: [String]] = [:], kernel: () -> Int
    ) -> [String: AttemptHold] {
        let now = clock()
        var known: Int?
        func isAsThen(_ entry: Entry) -> Bool {
            let current = known ?? kernel()
            known = current
            return entry.kernel == current
        }
        for (id, entry) in entries where steps[id] == nil && (entry.refusal != nil || now - entry.last >= Self.peace) {
            forget(id)
        }
        var holds: [String: AttemptHold] = [:]
        for (id, entry) in entries {
            guard let changes = steps[id] else { continue }
            if let refusal = entry.refusal, entry.changes == changes, now < entry.due,
                changes.contains(where: \.isCostly) || isAsThen(entry)
            {
                holds[id] = .refused(refusal)
            } else if entry.isSpent(changes, found[id] ?? [], at: now) {
                holds[id] = .fought
            }
        }
        return holds
    }

    /// Notes how a spec's steps went: `refusal` is `nil` when they were made, and a repair is one of what had been as the
    /// spec says, of which `found` is what differed.
    mutating func note(
        _ id: String, _ changes: [Change], found: [String] = [], _ refusal: KernelRefusal?, kernel: () -> Int,
        isRepair: Bool
    ) {
        guard refusal != nil || isRepair else {
            forget(id)
            return
        }
        let now = clock()
        var entry = entries[id] ?? Entry(at: now)
        if refusal != nil {
            let isSame = entry.refusal != nil && entry.changes == changes
            entry.pause = isSame ? min(entry.pause * 2, Self.pauses.upperBound) : Self.pauses.lowerBound
            entry.due = now + entry.pause
            entry.kernel = kernel()
        } else {
            if entry.isFight { entry.count += 1 }
            if !entry.isSame(changes, found) { entry.sameRepairs = PassMeter(Self.sameRepairs, at: now) }
            _ = entry.repairs.take(at: now)
            _ = entry.sameRepairs.take(at: now)
            entry.isFight = entry.isFight || entry.repairs.isSpent(at: now) || entry.sameRepairs.isSpent(at: now)
        }
        (entry.refusal, entry.changes, entry.found, entry.last) = (refusal, changes, found, now)
        entries[id] = entry
    }

    private mutating func forget(_ id: String) {
        if let entry = entries.removeValue(forKey: id), entry.isFight { ended[id] = entry.count }
    }
}
