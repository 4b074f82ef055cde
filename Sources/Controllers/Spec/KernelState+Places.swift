import Kernel
import NetworkTypes

extension KernelChange {
    /// The names of the links that it is about; `nil` for a route of which only the kernel knows where it leads.
    func links(in state: KernelState) -> [String]? {
        switch self {
        case .createLink(let attributes): [attributes.name?.description].compactMap { $0 }
        case .setWireGuard(let name, _): [name.description]
        case .setLink(let index, _), .addAlternativeNames(let index, _), .deleteAlternativeNames(let index, _),
            .deleteLink(let index), .setEthernet(let index, _, _):
            state.names(ofLinks: [index])
        case .addAddress(let address), .replaceAddress(let address), .deleteAddress(let address),
            .restoreAddress(let address), .announceAddress(let address, _):
            state.names(ofLinks: [address.linkIndex])
        case .addRoute(let route, _), .replaceRoute(let route), .deleteRoute(let route), .restoreRoute(let route):
            state.links(of: route)
        case .addRule, .deleteRule, .restoreRule: []
        }
    }
}

extension KernelState {
    fileprivate func links(of route: KernelRoute) -> [String]? {
        let hops = [(route.gateway, route.outIndex)] + route.nextHops.map { ($0.gateway, $0.outIndex) }
        let indexes = hops.flatMap { gateway, index -> [UInt32] in
            if let index { return [index] }
            guard let gateway else { return [] }
            return addresses.filter { $0.prefix.contains(gateway) }.map(\.linkIndex)
        }
        return indexes.isEmpty && !route.type.hasNoDevice ? nil : names(ofLinks: indexes)
    }

    fileprivate func names(ofLinks indexes: [UInt32]) -> [String] {
        indexes.compactMap(link(index:)).map(\.name.description)
    }
}
