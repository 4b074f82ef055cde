import CMnl

/// The ways that were asked for, for as long as the kernel tells of nothing that could lead elsewhere.
struct RouteView {
    private let socket: NetlinkSocket
    /// `nil` for targets that no route leads to.
    private var known: [RouteTarget: RouteWay?] = [:]

    /// Listens in the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: Limit.requestBuffer)
        for group in KernelTopics.groups + [RTNLGRP_NEXTHOP] { try socket.join(group) }
    }

    /// The way to each target that a route leads to.
    mutating func ways(
        to targets: Set<RouteTarget>, _ session: RequestSession
    ) throws(KernelError) -> [RouteTarget: RouteWay] {
        // What changes while it's being asked for waits here for the next call.
        if socket.discard() { known = [:] }
        known = known.filter { targets.contains($0.key) }
        for target in targets where known[target] == nil {
            known.updateValue(try way(to: target, session), forKey: target)
        }
        return known.compactMapValues { $0 }
    }

    private func way(to target: RouteTarget, _ session: RequestSession) throws(KernelError) -> RouteWay? {
        do throws(KernelError) {
            return try session.dump(.route(to: target), decode: RouteWay.read).first
        } catch .refused {
            // ENETUNREACH and the like, and EINVAL for a source that no link has.
            return nil
        }
    }
}
