import Testing

@testable import Controllers

@Suite struct `Handing over` {
    private static func order(_ waits: [(String, String)]) -> (order: [String], detours: [String]) {
        var handover = Handover<String, Int>()
        for (place, (holder, other)) in waits.enumerated() { handover.wait(holder, for: other, toGiveUp: place) }
        let order = handover.resolve()
        return (order, handover.detours.map { "\($0.holder) \($0.claim)" })
    }

    @Test func `who waits comes after those it waits for`() {
        let (order, detours) = Self.order([("a", "b"), ("b", "c"), ("d", "b"), ("a", "d")])
        #expect(order == ["c", "b", "d", "a"])
        #expect(detours == [])
    }

    @Test func `of a ring one gives way, whether the way into it leads from outside or not`() {
        #expect(Self.order([("a", "b"), ("b", "a")]).order == ["b", "a"])
        #expect(Self.order([("a", "b"), ("b", "a")]).detours == ["a 1"])
        let (order, detours) = Self.order([("x", "a"), ("a", "b"), ("b", "c"), ("c", "a"), ("y", "x")])
        #expect(detours == ["a 3"])
        #expect(order == ["c", "b", "a", "x", "y"])
    }

    @Test func `rings that share a holder are broken each`() {
        let (order, detours) = Self.order([("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")])
        #expect(detours.count == 2)
        #expect(Set(order) == ["a", "b", "c"])
    }

    @Test func `a thousand may each wait for the next, and the last for the first`() {
        let ring = (0..<4094).map { ("\($0)", "\(($0 + 1) % 4094)") }
        let (order, detours) = Self.order(ring)
        #expect(order.count == 4094 && order.first == "4093" && order.last == "0")
        #expect(detours == ["0 4093"])
    }
}
