import Glibc

/// Next-hop objects that went with a link, and the routes that use them.
struct LostNextHops {
    /// Objects first, then the groups of them.
    var objects: [NextHopObject]
    var routes: [KernelChange]

    /// Those that somebody else hasn't made meanwhile, or made another of.
    func missing(among present: [NextHopObject]) -> LostNextHops {
        let members = Dictionary(present.map { ($0.id, Set($0.members)) }) { $1 }
        let missing = objects.filter { object in
            members[object.id].map { $0.isStrictSubset(of: object.members) && !$0.isEmpty } ?? true
        }
        return LostNextHops(objects: missing, routes: routes)
    }

    /// Those that the kernel refused, if it may take them later, and the routes that need them.
    func left(_ outcomes: [KernelRefusal?]) -> LostNextHops {
        // A link without a carrier takes no object (`nh_create_ipv4()`, `net/ipv4/nexthop.c`), and groups need their members.
        guard outcomes.contains(where: { $0?.errno == ENETDOWN }) else { return LostNextHops(objects: [], routes: []) }
        let left = zip(objects, outcomes).filter { $1 != nil }.map(\.0)
        let ids = Set(left.map(\.id))
        return LostNextHops(
            objects: left, routes: routes.filter { $0.restoredRoute?.nextHopID.map(ids.contains) ?? false })
    }
}

extension RouteNetlink {
    /// None on a kernel before 5.3, which knows no such objects.
    func nextHops() throws(KernelError) -> [NextHopObject] {
        do throws(KernelError) {
            return try session.dump(.nextHops, decode: NextHopObject.read)
        } catch .refused {
            return []
        }
    }

    /// Makes what was lost again, at once or when the link has its carrier back: a bond's takes up to its `updelay`.
    func putBack(_ lost: LostNextHops) throws(KernelError) {
        let left = try putBackNow(lost)
        guard !left.objects.isEmpty else { return }
        Task { try? await putBackLater(left) }
    }

    /// - Returns: What has to wait.
    private func putBackNow(_ lost: LostNextHops) throws(KernelError) -> LostNextHops {
        let outcomes = try session.submit(lost.objects[...])
        _ = try session.submit(lost.routes[...])
        return lost.left(outcomes)
    }

    private func putBackLater(_ lost: LostNextHops) async throws {
        var (left, pause) = (lost, Duration.milliseconds(50))
        let deadline = ContinuousClock.now + Limit.carrierWait
        while !left.objects.isEmpty, ContinuousClock.now < deadline {
            try await Task.sleep(for: pause)
            left = try putBackNow(left.missing(among: try nextHops()))
            pause = min(pause * 2, .seconds(1))
        }
    }
}

extension KernelChange {
    /// Whether it puts back a route that uses a next-hop object.
    var usesNextHopObject: Bool { restoredRoute?.nextHopID != nil }

    fileprivate var restoredRoute: KernelRoute? {
        if case .restoreRoute(let route) = self { route } else { nil }
    }
}
