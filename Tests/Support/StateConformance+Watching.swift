import Resources
import Store
import Testing

extension StateConformance {
    /// TestWatchKind, TestWatchKindAggregated.
    public func watchingAType(_ delivery: Delivery) async throws {
        let first = try await create(resource("path1"))
        var news = try watch(from: .now)
        #expect(try await news.next().map(brief) == "bookmark")
        try await create(resource("path2"))
        #expect(try await delivery.take(1, from: &news).map(brief) == ["added path2"], "only what is new")

        let updated = try await update(first)
        let events = try await delivery.take(1, from: &news)
        #expect(events.map(brief) == ["modified path1 1→2"])
        #expect(events.first?.old == first)
        #expect(events.first?.resource == updated)
        try await destroy("path1")
        #expect(try await delivery.take(1, from: &news).map(brief) == ["deleted path1"])

        try await create(resource("path0"))
        #expect(try await delivery.take(1, from: &news).map(brief) == ["added path0"])
        var all = try watch(from: .present)
        let bootstrap = try await delivery.take(3, from: &all)
        #expect(bootstrap.map(brief) == ["added path0", "added path2", "bookmark"], "as a list has them, then the end")
        let second = try #require(try store.get(key("path2")))
        try await update(second)
        #expect(try await delivery.take(1, from: &news).map(brief) == ["modified path2 1→2"])
        #expect(try await delivery.take(1, from: &all).map(brief) == ["modified path2 1→2"])
    }

    /// TestWatchKindWithTailEvents, TestWatchKindAggregatedWithTailEvents.
    public func tailOfAType(_ delivery: Delivery) async throws {
        try await makeALife("a")
        var tail = try watch(from: .tail(1000))
        let life = [
            "added a", "modified a 1→2", "modified a 2→3", "modified a 3→4 tearingDown", "deleted a tearingDown",
        ]
        #expect(try await delivery.take(5, from: &tail).map(brief) == life)
        var short = try watch(from: .tail(2))
        #expect(try await delivery.take(2, from: &short).map(brief) == Array(life.suffix(2)))
    }

    /// TestWatchWithTailEvents.
    public func tailOfOne() async throws {
        try await makeALife("a")
        try await create(resource("b"))
        var tail = try watch(id: "a", from: .tail(1000))
        #expect(
            try tail.available().map(brief) == [
                "added a", "modified a 1→2", "modified a 2→3", "modified a 3→4 tearingDown", "deleted a tearingDown",
            ])
    }

    private func makeALife(_ id: String) async throws {
        let first = try await create(resource(id))
        try await update(try await update(first))
        try await teardown(id)
        try await destroy(id)
    }

    /// TestWatchKindWithLabels, TestWatchKindAggregatedWithLabels.
    public func watchingLabels(_ delivery: Delivery) async throws {
        func selector(_ labels: [String]) -> [LabelSelector] { labels.map { LabelSelector([.init($0, .exists)]) } }
        try await create(resource("path1", labels: ["label1": "", "common": ""]))
        let second = try await create(resource("path2", labels: ["label2": "", "common": ""]))
        var one = try watch(from: .present, labels: selector(["label1"]))
        var common = try watch(from: .present, labels: selector(["common"]))
        var either = try watch(from: .present, labels: selector(["label2", "label3"]))
        #expect(try await delivery.take(2, from: &one).map(brief) == ["added path1", "bookmark"])
        #expect(try await delivery.take(3, from: &common).map(brief) == ["added path1", "added path2", "bookmark"])
        #expect(try await delivery.take(2, from: &either).map(brief) == ["added path2", "bookmark"])

        var joining = second
        joining.metadata.labels["label1"] = "x"
        let joined = try await update(joining)
        let begins = try await delivery.take(1, from: &one)
        #expect(begins.map(brief) == ["added path2"], "an update that begins to match is an addition")
        #expect(begins.first?.old == nil)
        #expect(try await delivery.take(1, from: &common).map(brief) == ["modified path2 1→2"])
        #expect(try await delivery.take(1, from: &either).map(brief) == ["modified path2 1→2"])

        var changing = joined
        changing.spec = Toy.spec(1)
        let changed = try await update(changing)
        let ordinary = try await delivery.take(1, from: &one)
        #expect(ordinary.map(brief) == ["modified path2 2→3"])
        #expect(ordinary.first?.old == joined)

        var leaving = changed
        leaving.metadata.labels["label1"] = nil
        try await update(leaving)
        let ends = try await delivery.take(1, from: &one)
        #expect(ends.map(brief) == ["deleted path2"], "an update that stops matching is a deletion")
        #expect(ends.first?.old == nil)
        #expect(try await delivery.take(2, from: &common).map(brief) == ["modified path2 2→3", "modified path2 3→4"])
        #expect(try await delivery.take(2, from: &either).map(brief) == ["modified path2 2→3", "modified path2 3→4"])
    }

    /// TestWatch.
    public func watchingOne() async throws {
        var watch = try watch(id: "a", from: .present)
        #expect(try await watch.next().map(brief) == "bookmark", "nothing before the first bookmark: there is none")
        try await create(resource("a"))
        #expect(try await watch.next().map(brief) == "added a")
        try await create(resource("b"))
        try await teardown("a")
        let torn = try await watch.next()
        #expect(torn.map(brief) == "modified a 1→2 tearingDown")
        #expect(torn?.old?.metadata.phase == .running)
        try await add("A", to: "a")
        #expect(try await watch.next()?.resource?.metadata.finalizers == ["A"])
        try await remove("A", from: "a")
        #expect(try await watch.next()?.resource?.metadata.finalizers == [])
        try await destroy("a")
        #expect(try await watch.next().map(brief) == "deleted a tearingDown")
    }

    /// TestWatchWithBookmarks.
    public func bookmarksOfOne() async throws {
        var watch = try watch(id: "a", from: .present)
        try await makeALife("a")
        let events = try watch.available()
        #expect(events.count == 6)
        try await expectBookmarksToResume(events, id: "a")
    }

    /// TestWatchKindWithBookmarks, plain and aggregated, with the present state first and without.
    public func bookmarksOfAType(_ delivery: Delivery, startsWithPresent: Bool) async throws {
        try await create(resource("before"))
        var watch = try watch(from: startsWithPresent ? .present : .now)
        try await makeALife("a")
        try await makeALife("b")
        let events = try await delivery.take(startsWithPresent ? 12 : 11, from: &watch)
        #expect(events.count == (startsWithPresent ? 12 : 11))
        try await expectBookmarksToResume(events, id: nil)
    }

    /// From each event's revision on, a watch repeats exactly the later events, and then what is new.
    private func expectBookmarksToResume(_ events: [WatchEvent], id: String?) async throws {
        let start = try #require(events.firstIndex { $0.kind == .bookmark })
        let fresh = id ?? "fresh"
        try await create(resource(fresh))
        for index in start..<events.count {
            var resumed = try watch(id: id, from: .after(events[index].revision))
            let repeated = try resumed.available()
            #expect(Array(repeated.dropLast()) == Array(events[(index + 1)...]))
            #expect(repeated.last.map(brief) == "added \(fresh)")
        }
    }
}
