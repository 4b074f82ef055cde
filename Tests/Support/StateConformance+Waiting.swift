import Resources
import Store
import Testing

extension StateConformance {
    /// TestWatchFor.
    public func waitingForAState() async throws {
        let key = key("a")
        async let created = store.wait(for: key) { $0 != nil }
        try await create(resource("a"))
        #expect(try await created?.metadata.version == 1)

        try await add("A", to: "a")
        async let released = store.wait(for: key) { $0?.metadata.finalizers.isEmpty == true }
        async let goes = store.wait(for: key) { $0?.metadata.phase == .tearingDown }
        async let gone = store.wait(for: key) { $0 == nil }
        try await remove("A", from: "a")
        #expect(try await released?.metadata.finalizers == [])
        try await teardown("a")
        #expect(try await goes?.metadata.phase == .tearingDown)
        try await destroy("a")
        #expect(try await gone == nil)
        #expect(try await store.wait(for: key) { $0 == nil } == nil, "what holds already is answered at once")
    }

    /// TestContextWithTeardown.
    public func workEndsWithItsResource() async throws {
        @Sendable func isOver(_ resource: Resource?) -> Bool { resource?.metadata.phase != .running }
        #expect(try await store.wait(for: key("absent"), until: isOver) == nil, "it is over where there is none")

        for end in ["teardown", "destroy"] {
            try await create(resource(end))
            let key = key(end)
            let work = Task { try await store.wait(for: key, until: isOver) }
            if end == "teardown" {
                try await teardown(end)
                #expect(try await work.value?.metadata.phase == .tearingDown)
            } else {
                try await destroy(end)
                #expect(try await work.value == nil)
            }
        }
    }

    /// TestTeardownAndDestroy.
    public func teardownAndDestroyWaitsForFinalizers() async throws {
        let key = key("a")
        try await create(resource("a"))
        try await add("A", to: "a")
        let answered = Answered()
        let destruction = Task {
            try await store.teardownAndDestroy(key, .test)
            answered.set()
        }
        _ = try await store.wait(for: key) { $0?.metadata.phase == .tearingDown }
        #expect(!answered.isSet, "somebody holds it")
        try await remove("A", from: "a")
        try await destruction.value
        #expect(try store.get(key) == nil)
        await expect(.notFound(key)) { try await store.teardownAndDestroy(key, .test) }
    }
}
