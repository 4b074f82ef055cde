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
        for target in targets where known[target] == nil { known[target] = try ways(to: target, session) }
        if known.count > targets.count { known = known.filter { targets.contains($0.key) } }
        return known
    }

    private func ways(to target: RouteTarget, _ session: RequestSession) throws(KernelError) -> Set<RouteWay> {
        let route = try ask(.route(to: target), session, decode: KernelRoute.read)
        var links = route?.links(within: target.outIndex) ?? []
        // A route only names its next-hop object where `nexthop_compat_mode` is off, and where a link is named, whatever has no
        // route is taken to be on it (`ip_route_output_key_hash_rcu()`, `net/ipv4/route.c`).
        if links.isEmpty, let link = try ask(.way(to: target), session, decode: RouteTarget.outIndex) { links = [link] }
        let mtu = route.flatMap { $0.mtu == 0 ? nil : $0.mtu }
        return Set(links.map { RouteWay(link: $0, mtu: mtu) })
    }

    /// - Returns: `nil` where there is no way: ENETUNREACH and the like, and EINVAL for a source that no link has.
    private func ask<Answer>(
        _ request: DumpRequest, _ session: RequestSession,
        decode: (borrowing RawSpan, Range<Int>) throws(KernelError) -> Answer?
    ) throws(KernelError) -> Answer? {
        do throws(KernelError) {
            return try session.dump(request, decode: decode).first
        } catch .refused {
            return nil
        }
    }
}

extension KernelRoute {
    /// The links that packets leave by.
    fileprivate func links(within vrf: UInt32?) -> [UInt32] {
        // What is for this host itself passes over `lo` (`LOOPBACK_IFINDEX`, net/net_namespace.h), or the VRF.
        if type == .local { return [vrf ?? 1] }
        return ([outIndex] + nextHops.filter { !$0.isDead }.map(\.outIndex)).compactMap { $0 }
    }
}
