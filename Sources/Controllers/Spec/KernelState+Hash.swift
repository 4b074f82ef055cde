import Kernel

extension KernelState {
    /// A hash of everything in it but what ages by itself; it means nothing to another process.
    public var settledHash: Int {
        var hasher = Hasher()
        hasher.combine(links)
        hasher.combine(tunnels.mapValues(\.settled))
        hasher.combine(ethernet)
        for var address in addresses {
            address.message = []
            hasher.combine(address)
        }
        for var route in routes {
            route.message = []
            hasher.combine(route)
        }
        for var rule in rules {
            rule.message = []
            hasher.combine(rule)
        }
        return hasher.finalize()
    }
}
