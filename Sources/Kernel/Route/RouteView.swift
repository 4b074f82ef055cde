import CMnl
import NetworkTypes

/// The ways that were asked for, for as long as the kernel tells of nothing that could lead elsewhere.
struct RouteView {
    private let socket: NetlinkSocket
    private var known: [RouteTarget: Set<RouteWay>] = [:]

    /// Listens in the network namespace of the thread that calls this.
    init() throws(KernelError) {
        socket = try NetlinkSocket(sendBuffer: 0, receiveBuffer: Limit.requestBuffer)
        for group in KernelTopics.groups + [RTNLGRP_NEXTHOP] { try socket.join(group) }
    }

    /// The ways to each target.
    mutating func ways(
        to targets: Set<RouteTarget>, _ session: RequestSession
    ) throws(KernelError) -> [RouteTarget: Set<RouteWay>] {
        // What changes while it's being asked for waits here for the next call.
        if socket.discard() { known = [:] }
        known = known.filter { targets.contains($0.key) }
        for target in targets where known[target] == nil { known[target] = try ways(to: target, session) }
        return known
    }

    private func ways(to target: RouteTarget, _ session: RequestSession) throws(KernelError) -> Set<RouteWay> {
        do throws(KernelError) {
            guard let route = try session.dump(.route(to: target), decode: KernelRoute.read).first else { return [] }
            var links = route.links(within: target.outIndex)
            // Where `nexthop_compat_mode` is off, a route only names its next-hop object.
            if links.isEmpty { links = try session.dump(.way(to: target), decode: RouteTarget.outIndex) }
            return Set(links.map { RouteWay(link: $0, mtu: route.mtu == 0 ? nil : route.mtu) })
        } catch .refused {
            // ENETUNREACH and the like, and EINVAL for a source that no link has.
            return []
        }
    }
}

extension KernelRoute {
    /// The links that packets leave by.
    fileprivate func links(within vrf: UInt32?) -> [UInt32] {
        // What is for this host itself passes over `lo` (`LOOPBACK_IFINDEX`, net/net_namespace.h), or the VRF.
        if type == .local { return [vrf ?? 1] }
        return ([outIndex] + nextHops.map(\.outIndex)).compactMap { $0 }
    }
}
