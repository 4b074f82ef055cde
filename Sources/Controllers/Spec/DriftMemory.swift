import Kernel
import Resources
import Store

/// What a spec controller remembers of drift that it doesn't put right.
struct DriftMemory<Spec: ResourceSpec>: Sendable {
    /// How fast what is seen or adopted of one spec is written down: some at once, then one a second.
    private static var budget: PassBudget { PassBudget(perSecond: 1, burst: 5) }
    /// How long something that is gone may come back, as when `ip` deletes and adds it again.
    private static var removalPatience: Duration { .milliseconds(250) }
    /// How soon to look again at what waits for one of these.
    static var nextLook: Duration { .milliseconds(250) }

    /// What is said for types and resources.
    var modes = DriftModes()
    /// What the kernel told of objects that are left as they are.
    private var sightings: [String: ForeignChange] = [:]
    /// Since when objects are missed that are to be adopted as removed.
    private var missing: [String: ContinuousClock.Instant] = [:]
    /// The merged specs that follow from what was adopted, until they were seen applied.
    private(set) var adopted: [String: Spec] = [:]
    /// What couldn't be adopted, and why.
    private var refused: [String: (adoption: Adoption<Spec>, revision: Int64, why: String)] = [:]
    private var meters: [String: PassMeter] = [:]
    /// Whether something waits for its time.
    private(set) var isWaiting = false

    /// Notes that something is to be looked at again.
    mutating func wait() { isWaiting = true }

    /// Begins a pass.
    mutating func begin() {
        isWaiting = false
        let now = ContinuousClock.now
        // A full meter is as good as a new one.
        if meters.count > 64 { meters = meters.filter { !$0.value.isFull(at: now) } }
    }

    /// Notes what the kernel told of an object that is left as it is.
    mutating func note(_ change: ForeignChange?, of spec: String) {
        if let change { sightings[spec] = change }
    }

    /// What the kernel told last of an object that is left as it is.
    func sighting(_ spec: String) -> ForeignChange? { sightings[spec] }

    /// Forgets what was told of an object that is as it should be.
    mutating func forget(_ spec: String) {
        guard !(sightings.isEmpty && missing.isEmpty && adopted.isEmpty && refused.isEmpty) else { return }
        sightings[spec] = nil
        refused[spec] = nil
        missing[spec] = nil
        adopted[spec] = nil
    }

    /// Whether something of a spec may be written down now.
    mutating func mayWrite(_ spec: String) -> Bool {
        let now = ContinuousClock.now
        var meter = meters[spec] ?? PassMeter(Self.budget, at: now)
        guard !meter.isSpent(at: now) else {
            isWaiting = true
            return false
        }
        _ = meter.take(at: now)
        meters[spec] = meter
        return true
    }

    /// Whether an object has been missed for so long that it won't come back.
    mutating func isGoneForGood(_ spec: String) -> Bool {
        let now = ContinuousClock.now
        let since = missing[spec] ?? now
        missing[spec] = since
        guard now - since >= Self.removalPatience else {
            isWaiting = true
            return false
        }
        missing[spec] = nil
        return true
    }

    /// Notes that an object is there again.
    mutating func isThere(_ spec: String) { missing[spec] = nil }

    /// Notes what follows from what was adopted.
    mutating func adopt(_ spec: Spec) { adopted[spec.id] = spec }

    /// Notes that an adoption is refused, which is said in the next pass.
    mutating func refuse(_ adoption: Adoption<Spec>, _ spec: String, at revision: Int64, _ why: String) {
        refused[spec] = (adoption, revision, why)
        isWaiting = true
    }

    /// Why the same adoption was refused; `nil` when it wasn't.
    func refusal(of adoption: Adoption<Spec>, _ spec: String, at revision: Int64) -> String? {
        guard let known = refused[spec], known.adoption == adoption, known.revision == revision else { return nil }
        return known.why
    }
}
