import Store
import TestSupport
import Testing

/// COSI's state conformance suite on the store, in a real file.
@Suite struct `The COSI state conformance suite` {
    private func run(_ body: (StateConformance) async throws -> Void) async throws {
        try await withStore { store, _ async throws in try await body(StateConformance(store)) }
    }

    @Test func `TestCRD`() async throws { try await run { try await $0.createReadAndDestroy() } }
    @Test func `TestUpdateWithConflicts`() async throws {
        try await run { try await $0.aChangeLeavesTheCallersCopyAlone() }
    }
    @Test func `TestCRDWithOwners`() async throws { try await run { try await $0.owners() } }
    @Test(arguments: Delivery.allCases)
    func `TestWatchKind, TestWatchKindAggregated`(_ delivery: Delivery) async throws {
        try await run { try await $0.watchingAType(delivery) }
    }
    @Test(arguments: Delivery.allCases)
    func `TestWatchKindWithTailEvents, TestWatchKindAggregatedWithTailEvents`(_ delivery: Delivery) async throws {
        try await run { try await $0.tailOfAType(delivery) }
    }
    @Test(arguments: Delivery.allCases)
    func `TestWatchKindWithLabels, TestWatchKindAggregatedWithLabels`(_ delivery: Delivery) async throws {
        try await run { try await $0.watchingLabels(delivery) }
    }
    @Test func `TestConcurrentFinalizers`() async throws { try await run { try await $0.concurrentFinalizers() } }
    @Test func `TestWatchFor`() async throws { try await run { try await $0.waitingForAState() } }
    @Test func `TestWatch`() async throws { try await run { try await $0.watchingOne() } }
    @Test func `TestWatchWithTailEvents`() async throws { try await run { try await $0.tailOfOne() } }
    @Test func `TestWatchWithBookmarks`() async throws { try await run { try await $0.bookmarksOfOne() } }
    @Test(arguments: Delivery.allCases, [true, false])
    func `TestWatchKindWithBookmarks`(_ delivery: Delivery, startsWithPresent: Bool) async throws {
        try await run { try await $0.bookmarksOfAType(delivery, startsWithPresent: startsWithPresent) }
    }
    @Test func `TestParallelDestroy`() async throws { try await run { try await $0.parallelDestroy() } }
    @Test func `TestTeardownDestroy`() async throws { try await run { try await $0.finalizersHoldAResource() } }
    @Test func `TestUpdate`() async throws { try await run { try await $0.versionsAndPhases() } }
    @Test func `TestLabels`() async throws { try await run { try await $0.labelQueries() } }
    @Test func `TestIDQuery`() async throws { try await run { try await $0.idQueries() } }
    @Test func `TestContextWithTeardown`() async throws { try await run { try await $0.workEndsWithItsResource() } }
    @Test func `TestTeardownAndDestroy`() async throws {
        try await run { try await $0.teardownAndDestroyWaitsForFinalizers() }
    }
    @Test func `TestModify`() async throws { try await run { try await $0.modifyCreatesOrChanges() } }
    @Test func `TestModifyWithOwner`() async throws { try await run { try await $0.modifyKeepsToTheOwner() } }
}
