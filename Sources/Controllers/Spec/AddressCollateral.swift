import Kernel
import NetworkTypes

/// What the kernel removes by itself when IPv4 addresses are deleted.
///
/// `__inet_del_ifa` (net/ipv4/devinet.c) takes the secondaries of a primary along unless `promote_secondaries` is on;
/// `fib_sync_down_addr` (net/ipv4/fib_semantics.c) takes the routes with that preferred source; and the last address of a
/// link takes all routes through it (`fib_disable_ip`).
struct AddressCollateral {
    /// Secondaries that are to stay, in the order in which they were added.
    private(set) var addresses: [KernelAddress] = []
    /// Routes that can be put back: what they need is there again.
    private(set) var restorableRoutes: [KernelRoute] = []
    /// IPv6 routes that go on without the preferred source that goes (`fib6_remove_prefsrc`, net/ipv6/route.c).
    private(set) var sourcelessRoutes: [KernelRoute] = []
    /// Routes that can't exist any more: their source, or the subnet of their gateway, goes for good.
    private(set) var lostRoutes: [KernelRoute] = []

    private let kernel: KernelState
    private let gone: Set<KernelAddress>

    /// What goes with `deleted`; of those, the plan adds `kept` again.
    init(deleted: [KernelAddress], kept: Set<KernelAddress>, kernel: KernelState) {
        self.kernel = kernel
        gone = Set(deleted).subtracting(kept)
        findSourceless()
        let deleted = deleted.filter { $0.prefix.family == .inet4 }
        guard !deleted.isEmpty else { return }
        addresses = deleted.flatMap { secondaries(of: $0) }.filter { !deleted.contains($0) }
        findRoutes(deleted + addresses)
    }

    private func secondaries(of primary: KernelAddress) -> [KernelAddress] {
        guard !primary.flags.contains(.secondary), !kernel.promotingLinks.contains(primary.linkIndex) else { return [] }
        return kernel.addresses.filter {
            $0.linkIndex == primary.linkIndex && $0.flags.contains(.secondary) && $0.prefix.family == .inet4
                && $0.prefix.masked == primary.prefix.masked
        }
    }

    private mutating func findSourceless() {
        let staying = Set(kernel.addresses.filter { !gone.contains($0) }.map(\.prefix.address))
        let sources = Set(gone.map(\.prefix.address)).subtracting(staying)
        sourcelessRoutes = kernel.routes.filter { route in
            route.family == .inet6 && route.protocolNumber != .kernel
                && (route.preferredSource.map(sources.contains) ?? false)
        }
    }

    private mutating func findRoutes(_ vanishing: [KernelAddress]) {
        let remaining = Set(kernel.addresses.filter { $0.prefix.family == .inet4 }).subtracting(vanishing)
        let sources = Set(vanishing.map(\.prefix.address)).subtracting(remaining.map(\.prefix.address))
        let emptiedLinks = Set(vanishing.map(\.linkIndex)).subtracting(remaining.map(\.linkIndex))
        for route in kernel.routes where route.family == .inet4 && route.protocolNumber != .kernel {
            let losesSource = route.preferredSource.map(sources.contains) ?? false
            let links = [route.outIndex].compactMap { $0 } + route.nextHops.compactMap(\.outIndex)
            guard losesSource || links.contains(where: emptiedLinks.contains) else { continue }
            if canExist(route) { restorableRoutes.append(route) } else { lostRoutes.append(route) }
        }
    }

    /// Whether source and gateways are still reachable with the addresses that stay.
    private func canExist(_ route: KernelRoute) -> Bool {
        let staying = kernel.addresses.filter { !gone.contains($0) }
        if let source = route.preferredSource, !staying.contains(where: { $0.prefix.address == source }) {
            return false
        }
        let gateways = route.isOnLink ? [] : [route.gateway].compactMap { $0 } + route.nextHops.compactMap(\.gateway)
        return gateways.allSatisfy { gateway in
            gateway.family == .inet6 || staying.contains { $0.prefix.contains(gateway) }
        }
    }
}
