import Resources
import Store
import Testing

extension StateConformance {
    /// TestCRD.
    public func createReadAndDestroy() async throws {
        #expect(try store.get(key("/var/run")) == nil)
        #expect(try ids() == [])
        let first = try await create(resource("/var/run"))
        try await create(resource("/var/lib"))
        #expect(first.metadata.version == 1)
        #expect(try store.get(key("/var/run")) == first)
        #expect(try ids() == ["/var/lib", "/var/run"], "a list is sorted by id")
        await expect(.exists(key("/var/run"))) { try await create(resource("/var/run")) }

        let other = StateConformance(store)
        let elsewhere = Toy.resource("/var/run", in: namespace + "-other")
        try await create(elsewhere)
        #expect(try await teardown("/var/run"), "nobody holds it, so it is ready")
        #expect(try store.get(key("/var/run"))?.metadata.phase == .tearingDown)
        try await destroy("/var/run")
        await expect(.notFound(key("/var/run"))) { try await teardown("/var/run") }
        await expect(.notFound(key("/var/run"))) { try await destroy("/var/run") }
        #expect(try store.get(key("/var/run")) == nil)
        #expect(try ids() == ["/var/lib"], "others stay")
        #expect(try store.get(elsewhere.metadata.key)?.metadata.phase == .running, "other namespaces stay")
        #expect(try other.ids() == [])

        let again = try await create(first)
        #expect(again.metadata.version == 1, "what is created anew counts anew")
        #expect(again.metadata.revision > first.metadata.revision, "and its revision is another")
        #expect(again.metadata.phase == .running)
    }

    /// TestUpdateWithConflicts.
    public func aChangeLeavesTheCallersCopyAlone() async throws {
        let original = try await create(resource("a"))
        let changed = try await store.change { transaction throws(StoreError) in
            try transaction.modify(original) { $0.spec = Toy.spec(1) }
        }
        #expect(changed.spec == Toy.spec(1))
        #expect(changed.metadata.version == 2)
        #expect(original.spec == "{}")
        #expect(original.metadata.version == 1)
        let again = try await store.change { transaction throws(StoreError) in
            try transaction.modify(original) { $0.spec = Toy.spec(1) }
        }
        #expect(again == changed, "a change that changes nothing isn't stored")
    }

    /// TestCRDWithOwners.
    public func owners() async throws {
        let stored = try await create(resource("a", owner: "owner"))
        #expect(stored.metadata.owner == "owner")
        #expect(try store.get(key("a"))?.metadata.owner == "owner")
        let conflict = StoreError.ownerConflict(key("a"), owner: "owner")
        await expect(conflict) { try await update(stored) }
        await expect(conflict) { try await update(stored, owner: "somebody") }
        #expect(try await update(stored, owner: "owner").metadata.version == 2)
        await expect(conflict) { try await teardown("a") }
        await expect(conflict) { try await teardown("a", owner: "somebody") }
        try await add("finalizer", to: "a")
        try await remove("finalizer", from: "a")
        #expect(try await teardown("a", owner: "owner"))
        await expect(conflict) { try await destroy("a") }
        await expect(conflict) { try await destroy("a", owner: "somebody") }
        try await destroy("a", owner: "owner")
        #expect(try ids() == [])
    }

    /// TestConcurrentFinalizers.
    public func concurrentFinalizers() async throws {
        try await create(resource("a"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for finalizer in ["A", "B", "C", "D", "E", "F", "G", "H"] {
                group.addTask { try await add(finalizer, to: "a") }
            }
            for finalizer in ["A", "B", "C"] { group.addTask { try await remove(finalizer, from: "a") } }
            try await group.waitForAll()
        }
        for finalizer in ["A", "B", "C"] { try await remove(finalizer, from: "a") }
        let finalizers = try #require(try store.get(key("a"))).metadata.finalizers
        #expect(finalizers.count == 5)
        #expect(Set(finalizers) == ["D", "E", "F", "G", "H"])
    }

    /// TestParallelDestroy.
    public func parallelDestroy() async throws {
        try await create(resource("a"))
        let refusals = await withTaskGroup(of: StoreError?.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    do throws(StoreError) {
                        try await destroy("a")
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.compactMap { $0 }
        }
        #expect(refusals == Array(repeating: .notFound(key("a")), count: 9))
        #expect(try ids() == [])
    }

    /// TestTeardownDestroy.
    public func finalizersHoldAResource() async throws {
        try await create(resource("a"))
        try await add("A", to: "a")
        try await add("B", to: "a")
        await expect(.pendingFinalizers(key("a"), ["A", "B"])) { try await destroy("a") }
        #expect(try await !teardown("a"))
        await expect(.pendingFinalizers(key("a"), ["A", "B"])) { try await destroy("a") }
        try await remove("A", from: "a")
        #expect(try await !teardown("a"))
        try await remove("B", from: "a")
        #expect(try await teardown("a"))
        try await destroy("a")
        #expect(try ids() == [])
    }

    /// TestUpdate.
    public func versionsAndPhases() async throws {
        await expect(.notFound(key("a"))) { try await update(resource("a")) }
        let first = try await create(resource("a"))
        let second = try await update(first)
        #expect(second.metadata.version == 2, "an update counts even when nothing differs")
        #expect(second.metadata.created == first.metadata.created)
        await expect(.conflict(key("a"), expected: 1, actual: 2)) { try await update(first) }
        var future = second
        future.metadata.version = 3
        let fromTheFuture = future
        await expect(.conflict(key("a"), expected: 3, actual: 2)) { try await update(fromTheFuture) }
        try await teardown("a")
        let torn = try #require(try store.get(key("a")))
        #expect(torn.metadata.version == 3)
        await expect(.phaseConflict(key("a"), actual: .tearingDown)) { try await update(torn) }
        #expect(try await update(torn, phase: .tearingDown).metadata.version == 4)
        let latest = try #require(try store.get(key("a")))
        #expect(try await update(latest, phase: nil).metadata.phase == .tearingDown)
    }

    /// TestModify.
    public func modifyCreatesOrChanges() async throws {
        @Sendable func modify(
            phase: Phase? = .running, _ change: @escaping @Sendable (inout Resource) throws(StoreError) -> Void
        ) async throws(StoreError) -> Resource {
            let initial = resource("a")
            return try await store.change { transaction throws(StoreError) in
                try transaction.modify(initial, expectedPhase: phase, change)
            }
        }
        await expect(.aborted) { _ = try await modify { _ throws(StoreError) in throw .aborted } }
        #expect(try ids() == [], "what the change throws leaves nothing behind")
        #expect(try await modify { $0.spec = Toy.spec(1) }.metadata.version == 1)
        let second = try await modify { $0.spec = Toy.spec(2) }
        #expect((second.metadata.version, second.spec) == (2, Toy.spec(2)))
        await expect(.aborted) { _ = try await modify { _ throws(StoreError) in throw .aborted } }
        try await teardown("a")
        await expect(.phaseConflict(key("a"), actual: .tearingDown)) { _ = try await modify { $0.spec = Toy.spec(3) } }
        #expect(try await modify(phase: nil) { $0.spec = Toy.spec(3) }.spec == Toy.spec(3))
    }

    /// TestModifyWithOwner.
    public func modifyKeepsToTheOwner() async throws {
        @Sendable func modify(_ owner: String, _ number: Int) async throws(StoreError) -> Resource {
            let initial = resource("a", owner: owner)
            return try await store.change { transaction throws(StoreError) in
                try transaction.modify(initial) { $0.spec = Toy.spec(number) }
            }
        }
        #expect(try await modify("owner", 1).metadata.owner == "owner")
        let conflict = StoreError.ownerConflict(key("a"), owner: "owner")
        await expect(conflict) { _ = try await modify("", 2) }
        await expect(conflict) { _ = try await modify("somebody", 2) }
        let changed = try await modify("owner", 3)
        #expect((changed.metadata.owner, changed.spec) == ("owner", Toy.spec(3)))
    }
}
