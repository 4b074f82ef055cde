import Kernel
import Synchronization
import Testing

@testable import Controllers

/// A clock that a test moves on.
private final class Watch: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock { $0 } }
    func advance(by time: Duration) { instant.withLock { $0 += time } }
}

/// Attempts at one step, and the clock that they go by.
private struct Trial {
    static let steps = ["eth0": [KernelChange.deleteLink(index: 2)]]
    let watch = Watch()
    var attempts: Attempts<KernelChange>

    init() {
        let watch = watch
        attempts = Attempts { watch.now }
    }
}

@Suite struct `What was tried in vain` {
    private static let refusal = KernelRefusal(errno: 16)
    private var trial = Trial()

    private mutating func refuse(_ changes: [KernelChange] = Trial.steps["eth0"] ?? [], kernel: Int = 1) {
        trial.attempts.note("eth0", changes, Self.refusal, kernel: { kernel }, isRepair: false)
    }

    private mutating func holds(
        _ steps: [String: [KernelChange]] = Trial.steps, kernel: Int = 1
    ) -> [String: AttemptHold] {
        trial.attempts.holds(steps) { kernel }
    }

    @Test mutating func `isn't tried again while the kernel looks the same`() {
        refuse()
        #expect(holds() == ["eth0": .refused(Self.refusal)])
        #expect(holds(kernel: 2) == [:], "it may be taken now")
    }

    @Test mutating func `is tried again after the pause only, where something is taken away for it`() {
        var rebuilt = LinkAttributes(kind: "vxlan")
        rebuilt.pause = .away
        let changes = [KernelChange.setLink(index: 2, rebuilt)]
        refuse(changes)
        #expect(holds(["eth0": changes], kernel: 2) == ["eth0": .refused(Self.refusal)])
        trial.watch.advance(by: .seconds(1))
        #expect(holds(["eth0": changes], kernel: 2) == [:])
    }

    @Test mutating func `is tried at once when something else is wanted`() {
        refuse()
        #expect(holds(["eth0": [.deleteLink(index: 3)]]) == [:])
    }

    @Test mutating func `is tried again after pauses that grow up to half a minute`() {
        var pauses: [Duration] = []
        for _ in 1...10 {
            refuse()
            var pause = Duration.zero
            while !holds().isEmpty {
                trial.watch.advance(by: .milliseconds(100))
                pause += .milliseconds(100)
            }
            pauses.append(pause)
        }
        #expect(
            pauses == [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000].map { .milliseconds($0) })
    }

    @Test mutating func `begins with the shortest pause for another change`() {
        for _ in 1...5 { refuse() }
        refuse([.deleteLink(index: 3)])
        #expect(trial.attempts.nextTry == .milliseconds(100))
    }

    @Test mutating func `says when the next try is due, and is never due at once`() {
        #expect(trial.attempts.nextTry == nil)
        refuse()
        refuse()
        #expect(trial.attempts.nextTry == .milliseconds(200))
        trial.watch.advance(by: .seconds(9))
        #expect(trial.attempts.nextTry == .milliseconds(100))
    }

    @Test mutating func `is forgotten when it succeeds, and when nobody wants it any more`() {
        refuse()
        trial.attempts.note("eth0", [], nil, kernel: { 1 }, isRepair: false)
        #expect(trial.attempts.isEmpty)
        refuse()
        #expect(holds([:]) == [:])
        #expect(trial.attempts.isEmpty)
    }

    @Test mutating func `doesn't ask what the kernel is like when there is nothing to compare`() {
        _ = trial.attempts.holds(Trial.steps) {
            Issue.record("the kernel was hashed")
            return 0
        }
    }
}

@Suite struct `A repair that doesn't last` {
    private var trial = Trial()

    /// Makes repairs as long as they aren't held; how many they were.
    private mutating func repair(
        atMost limit: Int = 100, _ steps: (Int) -> [KernelChange] = { _ in Trial.steps["eth0"] ?? [] }
    ) -> Int {
        for count in 0..<limit {
            let steps = steps(count)
            if trial.attempts.holds(["eth0": steps], kernel: { 1 })["eth0"] == .fought { return count }
            trial.attempts.note("eth0", steps, nil, kernel: { 1 }, isRepair: true)
        }
        return limit
    }

    @Test mutating func `of many things is made twenty times at once`() {
        #expect(repair { [.deleteLink(index: UInt32($0))] } == 20)
        #expect(trial.attempts.fights == ["eth0"])
    }

    @Test mutating func `of a whole object is another as soon as something else is found of it`() {
        func found(_ count: Int) -> [String] { ["rule r\(count) is missing"] }
        for count in 0..<20 {
            let steps = Trial.steps["eth0"] ?? []
            #expect(trial.attempts.holds(Trial.steps, found: ["eth0": found(count)], kernel: { 1 }) == [:], "\(count)")
            trial.attempts.note("eth0", steps, found: found(count), nil, kernel: { 1 }, isRepair: true)
            #expect(trial.attempts.fights.isEmpty == (count < 19), "\(count)")
        }
    }

    @Test mutating func `is counted, and told once when the fight is over`() {
        #expect(repair() == 5)
        for _ in 1...3 {
            trial.watch.advance(by: .seconds(1))
            #expect(repair() == 1)
        }
        #expect(trial.attempts.takeEnded("eth0") == nil)
        trial.watch.advance(by: .seconds(10))
        _ = trial.attempts.holds([:]) { 1 }
        #expect(trial.attempts.takeEnded("eth0") == 3)
        #expect(trial.attempts.takeEnded("eth0") == nil)
    }

    @Test mutating func `is made five times at once, and then once a second`() {
        #expect(repair() == 5)
        #expect(trial.attempts.fights == ["eth0"])
        #expect(trial.attempts.nextTry == .seconds(1))
        for _ in 1...3 {
            trial.watch.advance(by: .seconds(1))
            #expect(repair() == 1)
        }
    }

    @Test mutating func `now and then is no fight`() {
        for _ in 1...100 {
            #expect(repair(atMost: 1) == 1)
            trial.watch.advance(by: .seconds(1))
        }
        #expect(trial.attempts.fights.isEmpty)
    }

    @Test mutating func `is no fight any more when it has lasted for ten seconds`() {
        _ = repair()
        trial.watch.advance(by: .seconds(9))
        _ = trial.attempts.holds([:]) { 1 }
        #expect(trial.attempts.fights == ["eth0"])
        trial.watch.advance(by: .seconds(1))
        _ = trial.attempts.holds([:]) { 1 }
        #expect(trial.attempts.isEmpty)
    }
}
